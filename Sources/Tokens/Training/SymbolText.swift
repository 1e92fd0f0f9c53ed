/// The words a trainer learns from as tokens, each at the position of its first byte.
///
/// One 32-bit symbol per byte: a token's first position holds its id, its last one (when it has
/// several) how far back that is, and `boundary` stands around every word. The neighbours of a token are
/// found in constant time without links, so that a merge costs the same in a word of any length.
struct SymbolText {
  static let boundary = UInt32.max
  private static let gone = UInt32.max - 1
  private static let isBackReference: UInt32 = 1 << 31
  private static let capacity = 1 << 31

  private(set) var symbols: ContiguousArray<UInt32> = [boundary]
  /// Bytes of each token by id.
  var lengths = ContiguousArray<UInt32>(repeating: 1, count: 256)

  /// Whether a word of `count` bytes can be appended: positions fit 31 bits.
  func hasRoom(for count: Int) -> Bool { symbols.count + count < Self.capacity }

  /// Appends a word, each byte the token `ids` gives it.
  mutating func append(_ word: Span<UInt8>, as ids: [UInt32]) {
    for index in word.indices { symbols.append(ids[Int(word[index])]) }
    symbols.append(Self.boundary)
  }

  /// Where a pair of tokens ends that starts at a position; nil when it does not stand there.
  func end(ofPair left: UInt32, _ right: UInt32, at position: Int) -> Int? {
    guard symbols[position] == left else { return nil }
    let middle = position + Int(lengths[Int(left)])
    return symbols[middle] == right ? middle + Int(lengths[Int(right)]) : nil
  }

  /// Where the token before the one at a position starts; nil at the start of a word.
  func start(before position: Int) -> Int? {
    let symbol = symbols[position - 1]
    guard symbol != Self.boundary else { return nil }
    return symbol & Self.isBackReference == 0
      ? position - 1 : position - Int(symbol & ~Self.isBackReference)
  }

  /// Makes the two tokens of a range one; the left one has `leftLength` bytes.
  mutating func join(_ range: Range<Int>, leftLength: Int, into merged: UInt32) {
    symbols[range.lowerBound + leftLength] = Self.gone
    symbols[range.lowerBound] = merged
    symbols[range.upperBound - 1] = UInt32(range.count) | Self.isBackReference
  }
}
