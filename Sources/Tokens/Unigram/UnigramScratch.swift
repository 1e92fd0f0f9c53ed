/// The memory of one worker that encodes with a `UnigramModel`.
public struct UnigramScratch: Sendable {
  /// By position in the word, from `origin` on.
  var path = ContiguousArray<UInt32>()
  /// The best sum up to a position; a ring, since no piece is longer than it.
  private(set) var scores = ContiguousArray<Double>()
  /// Where in the word the path begins.
  private(set) var origin = 0

  /// Where the next piece starts.
  var start = 0
  /// Where the unknown characters start that the last settled ones are; nil where they are known.
  var unknownStart: Int?
  /// How many bytes are looked at together.
  var window = 0

  public init() {}

  /// Begins a word.
  mutating func begin(longest: Int, window: Int) {
    if scores.count <= longest + 4 {
      var capacity = 16
      while capacity <= longest + 4 { capacity *= 2 }
      scores = ContiguousArray(repeating: 0, count: capacity)
    }
    scores[0] = 0
    (origin, start, unknownStart) = (0, 0, nil)
    self.window = window
    path.removeAll(keepingCapacity: path.count <= 1 << 20)
  }

  /// Makes room for positions up to one and including it.
  mutating func reserve(upTo end: Int, unreached: UInt32) {
    let missing = end - origin + 1 - path.count
    if missing > 0 { path.append(contentsOf: repeatElement(unreached, count: missing)) }
  }

  /// Forgets the path before a position.
  mutating func move(to position: Int) {
    path.removeSubrange(..<(position - origin))
    origin = position
  }

  /// Makes the word begin later, without what is not needed any more; by how much.
  ///
  /// Whole turns of the ring of sums, so that these stay where they are.
  mutating func forget() -> Int {
    let count = min(origin, unknownStart ?? origin) & ~(scores.count - 1)
    origin -= count
    start -= count
    if let unknown = unknownStart { unknownStart = unknown - count }
    return count
  }

  /// Takes a piece as the end of the best way to a position if it beats what was offered before.
  @inline(__always)
  mutating func offer(
    _ id: UInt32, score: Double, end: Int, _ mask: Int, _ unreached: UInt32
  ) {
    if path[end &- origin] == unreached || score > scores[end & mask] {
      path[end &- origin] = id
      scores[end & mask] = score
    }
  }
}
