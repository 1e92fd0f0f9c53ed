/// Offsets in Unicode scalars of some byte offsets, found in one pass over the text.
struct CharacterOffsets {
  private let bytes: [Int]
  private let characters: [Int]

  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - offsets: byte offsets at scalar borders, in any order.
  init(of text: [UInt8], at offsets: [Int]) {
    bytes = offsets.sorted()
    var counted = 0
    var position = 0
    characters = bytes.map { offset in
      counted += CollisionCut.characters(in: position..<offset, of: text)
      position = offset
      return counted
    }
  }

  /// The offset in Unicode scalars of a byte offset given to `init`.
  subscript(offset: Int) -> Int {
    var low = 0
    var high = bytes.count - 1
    while low < high {
      let middle = (low + high) / 2
      if bytes[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return characters[low]
  }
}
