import Pipelines

/// A setting that a pipeline file spells as a word, for some words followed by the name of a value.
protocol WordedSetting {
  /// The words that stand alone.
  static var plainWords: [(word: String, value: Self)] { get }
  /// The words that a name follows.
  static var namingWords: [(word: String, make: @Sendable (String) -> Self)] { get }
}

extension WordedSetting {
  /// Reads the setting from a text.
  /// - Throws: `DecodingError` that says what was meant or what is accepted.
  static func read(from decoder: any Decoder) throws -> Self {
    let spelled = try decoder.singleValueContainer().decode(String.self)
    let parts = spelled.split(separator: " ", maxSplits: 1)
      .map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    let word = parts.first ?? ""
    if parts.count == 1, let alone = plainWords.first(where: { $0.word == word }) {
      return alone.value
    }
    if parts.count == 2, let named = namingWords.first(where: { $0.word == word }) {
      return named.make(parts[1])
    }
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: advice(word)))
  }

  private static func advice(_ word: String) -> String {
    let (alone, named) = (plainWords.map(\.word), namingWords.map(\.word))
    if named.contains(word) {
      return "expected the name of a value behind it, such as '\(word) score'"
    }
    if alone.contains(word) { return "expected nothing behind '\(word)'" }
    return nearestName(to: word, among: alone + named).map { "did you mean '\($0)'?" }
      ?? "expected \(alone.joined(separator: ", ")), or \(named.joined(separator: ", ")) and the "
      + "name of a value"
  }
}
