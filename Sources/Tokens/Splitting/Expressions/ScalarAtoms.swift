/// The scalars that an expression cannot tell apart, as one byte each.
///
/// The sets of an expression cut all scalars into a few classes, its atoms. With one byte per
/// scalar in place of UTF-8, every set is a class of bytes, which is what a regular-expression
/// engine is fastest at, whatever Unicode version it has; its positions count scalars.
struct ScalarAtoms {
  /// The line feed is its own atom, so that the engine's `^`, `$` and `\Z` know it.
  private static let newline: UInt8 = 0x0A

  /// The number of the 256-byte block of each 256 scalars.
  private(set) var blockNumbers: [UInt16] = []
  private(set) var blocks: [UInt8] = []
  /// The atoms of each set, ascending.
  private(set) var atomsOfSets: [[UInt8]]

  /// Nil where there are more atoms than bytes.
  init?(_ sets: [ScalarSet]) {
    let newlines = ScalarSet("\n")
    atomsOfSets = sets.map { _ in [] }
    // Every bound of every set, with the set it opens or closes.
    var bounds: [(scalar: UInt32, set: Int)] = [(0, -1), (0x0A, -1), (0x0B, -1)]
    for (number, set) in sets.enumerated() {
      for range in set.ranges {
        bounds.append((range.lowerBound, number))
        bounds.append((range.upperBound + 1, number))
      }
    }
    bounds.sort { $0.scalar < $1.scalar }
    var memberships = [Bool](repeating: false, count: sets.count)
    var atoms: [[Bool]: UInt8] = [:]
    var nextAtom = 0
    var values = [UInt8](repeating: 0, count: ScalarTraits.scalarCount)
    var index = 0
    while index < bounds.count, bounds[index].scalar < ScalarTraits.scalarCount {
      let start = bounds[index].scalar
      while index < bounds.count, bounds[index].scalar == start {
        if bounds[index].set >= 0 { memberships[bounds[index].set].toggle() }
        index += 1
      }
      let end = index < bounds.count ? bounds[index].scalar : UInt32(ScalarTraits.scalarCount)
      let atom: UInt8
      if newlines.contains(start) {
        atom = Self.newline
        for set in memberships.indices where memberships[set] { atomsOfSets[set].append(atom) }
      } else if let known = atoms[memberships] {
        atom = known
      } else {
        if nextAtom == Self.newline { nextAtom += 1 }
        guard nextAtom <= UInt8.max else { return nil }
        atom = UInt8(nextAtom)
        nextAtom += 1
        atoms[memberships] = atom
        for set in memberships.indices where memberships[set] { atomsOfSets[set].append(atom) }
      }
      for scalar in Int(start)..<min(Int(end), values.count) { values[scalar] = atom }
    }
    for set in atomsOfSets.indices { atomsOfSets[set].sort() }
    fillBlocks(values)
  }

  private mutating func fillBlocks(_ values: [UInt8]) {
    var known: [[UInt8]: UInt16] = [:]
    for start in stride(from: 0, to: values.count, by: 256) {
      let block = Array(values[start..<start + 256])
      let number = known[block] ?? UInt16(known.count)
      if Int(number) == known.count {
        known[block] = number
        blocks += block
      }
      blockNumbers.append(number)
    }
  }

  /// The expression over atoms, in the syntax of PCRE2.
  func expression(_ template: ExpressionTemplate) -> String {
    template.parts.map { part in
      switch part {
      case .syntax(let text): text
      case .set(let number): Self.bracket(atomsOfSets[number])
      }
    }.joined()
  }

  private static func bracket(_ atoms: [UInt8]) -> String {
    // A bracket without members is not well formed; this fails everywhere too.
    guard !atoms.isEmpty else { return "(?:(?!))" }
    var ranges: [ClosedRange<UInt8>] = []
    for atom in atoms {
      if let last = ranges.last, last.upperBound + 1 == atom {
        ranges[ranges.count - 1] = last.lowerBound...atom
      } else {
        ranges.append(atom...atom)
      }
    }
    let members = ranges.map { range in
      range.count == 1
        ? hexadecimal(range.lowerBound)
        : hexadecimal(range.lowerBound) + "-" + hexadecimal(range.upperBound)
    }
    return "[" + members.joined() + "]"
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension ScalarAtoms {
  /// Writes the atom of each scalar of a text, one byte each, and returns their number.
  ///
  /// A byte that is not part of well-formed UTF-8 is written as U+FFFD would be. `atoms` has room
  /// for as many bytes as the text has.
  func write(
    _ text: UnsafeBufferPointer<UInt8>, to atoms: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard let start = text.baseAddress else { return 0 }
    return blockNumbers.withUnsafeBufferPointer { blockNumbers in
      blocks.withUnsafeBufferPointer { blocks in
        // The first block is always number 0.
        let invalid = blocks[Int(blockNumbers[0xFF]) << 8 | 0xFD]
        var offset = 0
        var written = 0
        while offset < text.count {
          let byte = start[offset]
          if byte < 0x80 {
            atoms[written] = blocks[Int(byte)]
            offset &+= 1
          } else {
            var scalar: UInt32 = 0
            let size = UTF8Decoding.scalar(start + offset, count: text.count &- offset, &scalar)
            atoms[written] =
              size == 0
              ? invalid : blocks[Int(blockNumbers[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
            offset &+= max(size, 1)
          }
          written &+= 1
        }
        return written
      }
    }
  }
}
