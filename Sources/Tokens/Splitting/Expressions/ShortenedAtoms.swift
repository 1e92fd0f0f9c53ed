/// A text as an expression sees it, where long runs of one atom are cut short.
///
/// So a run of millions of spaces or of one letter takes no memory. For an expression that repeats
/// without bound nothing longer than one character, the first match from a given place on is the same
/// with shorter runs: in the middle of a run its automaton has nothing but loops of one character to
/// go round, so that where a match ends is told from the ends of runs alone (`RunBound`).
struct ShortenedAtoms {
  private static let blockBytes = 1 << 16

  private(set) var atoms: [UInt8] = []
  /// Characters of the whole text.
  private(set) var scalarCount = 0
  /// Places in `atoms`, ascending, before each of which so many characters more are left out.
  private var gaps: [(place: Int, scalars: Int)] = []

  /// - Parameters:
  ///   - text: whole characters.
  ///   - table: the atoms.
  ///   - runScalars: how much is kept at both ends of a run.
  init(_ text: UnsafeBufferPointer<UInt8>, _ table: ScalarAtoms, runScalars: Int) {
    // What is not used is never touched; growing would hold the half and the whole at once.
    atoms.reserveCapacity(text.count)
    var block = [UInt8](repeating: 0, count: min(Self.blockBytes, text.count) + 1)
    var offset = 0
    var run = (atom: UInt8(0), length: 0)
    while offset < text.count {
      let limit = min(offset + Self.blockBytes, text.count)
      var part = UnsafeBufferPointer(rebasing: text[offset..<limit])
      if limit < text.count {
        part = UnsafeBufferPointer(rebasing: part[..<ScalarText.completeEnd(of: part)])
      }
      offset += part.count
      let count = block.withUnsafeMutableBufferPointer { memory in
        memory.baseAddress.map { table.write(part, to: $0) } ?? 0
      }
      scalarCount += count
      for atom in block[..<count] {
        if atom == run.atom { run.length += 1 } else { run = (atom, 1) }
        if run.length <= 2 * runScalars {
          atoms.append(atom)
        } else if run.length == 2 * runScalars + 1 {
          gaps.append((atoms.count - runScalars, 1))
        } else {
          gaps[gaps.count - 1].scalars += 1
        }
      }
    }
  }

  /// Calls `body` with the memory of the atoms, which the engine takes as writable.
  mutating func withAtoms<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws(TokenizerError) -> Result
  ) throws(TokenizerError) -> Result {
    try atoms.withUnsafeMutableBufferPointer { memory throws(TokenizerError) in try body(memory) }
  }

  /// Which character of the text stands at a place of `atoms`.
  func scalar(at place: Int) -> Int {
    var scalar = place
    for gap in gaps where gap.place < place { scalar += gap.scalars }
    return scalar
  }
}
