/// How an evaluation item is changed before it is put into a document.
public enum InjectionKind: String, Codable, Sendable, CaseIterable {
  /// Not at all.
  case verbatim
  /// Other capitals, other or no punctuation, other white space: the same words.
  case recased
  /// Every twelfth word is another one; items of fewer words are left out.
  case replaced
  /// The first two thirds of its words.
  case truncated
  /// Said in other words by a language model, where one is given.
  case paraphrased
  /// The same words in another order: what a method finds of it is found wrongly.
  case shuffled

  /// Whether the item still stands in the document, so that finding it is right.
  public var isItem: Bool { self != .shuffled }

  /// Words between which `replaced` puts another one.
  static let replacedEvery = 12
}

/// Says a text in other words: what a local language model does for the proof of recall.
public protocol ItemParaphraser: Sendable {
  /// A paraphrase, or nil where none was found.
  func paraphrase(_ text: String) throws -> String?
}

/// Changes the words of items, by a generator that is seeded for each item and kind.
package struct ItemChange {
  private var random: KeyedDraws
  /// Words that may take the place of others.
  private let strangers: [Substring]

  /// - Parameters:
  ///   - seed: what is drawn depends on it alone.
  ///   - host: the text the item will stand in; its words replace the item's.
  package init(seed: UInt64, host: String) {
    random = KeyedDraws(seed: seed)
    strangers = host.split(whereSeparator: \.isWhitespace).filter { $0.count > 2 }
  }

  /// The text after a change of this kind, nil where it does not apply; paraphrases are not made here.
  package mutating func text(_ text: String, _ kind: InjectionKind) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace)
    switch kind {
    case .verbatim: return text
    case .recased: return words.map { recased($0) }.joined(separator: " ")
    case .replaced:
      guard words.count >= InjectionKind.replacedEvery else { return nil }
      return replacing(text)
    case .truncated:
      let kept = (2 * words.count + 2) / 3
      guard kept < words.count, let last = words[..<kept].last else { return nil }
      return String(text[..<last.endIndex])
    case .shuffled:
      guard words.count >= 4 else { return nil }
      var shuffled = words
      random.shuffle(&shuffled)
      return shuffled == words ? nil : shuffled.joined(separator: " ")
    case .paraphrased: return nil
    }
  }

  /// A word in other capitals; of the punctuation at its end some goes and some changes.
  private mutating func recased(_ word: Substring) -> String {
    var letters = String(word)
    if let last = letters.last, last.isPunctuation, letters.count > 1 {
      letters.removeLast()
      switch random.index(below: 3) {
      case 0: letters += ","
      case 1: letters += " -"
      default: break
      }
    }
    switch random.index(below: 3) {
    case 0: return letters.uppercased()
    case 1: return letters.lowercased()
    default: return letters.prefix(1).uppercased() + letters.dropFirst().lowercased()
    }
  }

  /// The text with its twelfth, twenty-fourth … word replaced, everything between them as it stands.
  private mutating func replacing(_ text: String) -> String {
    var result = ""
    var number = 0
    var rest = text[...]
    while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
      result += rest[..<start]
      let end = rest[start...].firstIndex(where: \.isWhitespace) ?? rest.endIndex
      number += 1
      result +=
        number % InjectionKind.replacedEvery == 0
        ? stranger(insteadOf: rest[start..<end])
        : String(rest[start..<end])
      rest = rest[end...]
    }
    return result + rest
  }

  private mutating func stranger(insteadOf word: Substring) -> String {
    for _ in 0..<8 where !strangers.isEmpty {
      let candidate = strangers[random.index(below: strangers.count)]
      if candidate.lowercased() != word.lowercased() { return String(candidate) }
    }
    return word == "otherwise" ? "elsewhere" : "otherwise"
  }
}
