/// Words and shingles for the truth file.
///
/// Written apart from the target `Text` on purpose: the truth must not be measured by the code
/// that it is there to judge.
enum Words {
  /// Lowercase words of letters and digits; apostrophes are deleted, other signs part two words.
  static func normalized(_ text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    for byte in text.lowercased().utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        word.append(byte)
      case UInt8(ascii: "'"):
        continue
      default:
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  /// Every run of `length` consecutive words of `text`.
  static func shingles(of text: String, length: Int) -> Set<[String]> {
    let words = normalized(text)
    guard words.count >= length else { return [] }
    return Set((0...(words.count - length)).map { Array(words[$0..<($0 + length)]) })
  }

  /// Jaccard similarity of the word 5-grams of two texts, in 0…1.
  static func similarity(_ first: String, _ second: String) -> Double {
    let left = shingles(of: first, length: 5)
    let right = shingles(of: second, length: 5)
    let shared = left.intersection(right).count
    let all = left.count + right.count - shared
    return all == 0 ? 0 : Double(shared) / Double(all)
  }
}
