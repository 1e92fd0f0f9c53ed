import Pipelines

/// The substrings of GPT-4: one of three random stretches of 50 letters and digits of an item.
///
/// Everything but letters, marks and numbers is removed, case is kept. Of each item three substrings of
/// 50 characters are drawn, by a seed and the item's name and number; of a shorter item the whole. A
/// document that has one of them is contaminated. Source: OpenAI 2023, "GPT-4 Technical Report",
/// appendix C.
///
/// Departure: a substring without a letter is not looked for. An item of few letters matches easily, in
/// the report as here; `minimumCharacters` leaves such items out.
public struct GPT4Substrings: ContaminationMethod {
  public static let name = "gpt4"
  public static let summary =
    "three random substrings of 50 letters and digits of an item (OpenAI 2023, appendix C)"

  /// Length of a substring in characters, at most 255; the report has 50.
  public var characters = 50
  /// Substrings that are drawn of each item; the report has 3.
  public var substrings = 3
  /// Items with fewer letters and digits are left out; the report has none such.
  public var minimumCharacters = 1
  /// Seed of the draw.
  public var seed = 1

  public init() {}

  public func validate() throws {
    try NGramSearch.validate(words: characters, "characters")
    guard substrings >= 1 else {
      throw SettingsProblem("substrings", "is \(substrings); 1 or more is accepted")
    }
    guard (1...characters).contains(minimumCharacters) else {
      throw SettingsProblem(
        "minimumCharacters",
        "is \(minimumCharacters); from 1 to characters (\(characters)) is accepted")
    }
  }

  public func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) -> any BenchmarkSearch {
    SubstringSearch(sets, settings: self)
  }
}
