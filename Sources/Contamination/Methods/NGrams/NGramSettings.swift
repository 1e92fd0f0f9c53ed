import Pipelines

extension NGramSearch {
  /// Makes a search in which every set has n-grams of one length, over the items' examples.
  convenience init(
    method: String, sets: [BenchmarkSet], units: any TextUnits, length: Int, rule: NGramRule
  ) {
    self.init(
      method: method, texts: ItemTexts(sets: sets, scope: .example, units: units),
      lengths: sets.map { _ in length }, rule: rule)
  }

  /// Checks a setting that is a length of n-grams.
  static func validate(words: Int, _ name: String = "words") throws {
    guard (1...255).contains(words) else {
      throw SettingsProblem(name, "is \(words); from 1 to 255 is accepted")
    }
  }

  /// Checks a setting that is a share.
  static func validate(share: Double, _ name: String) throws {
    guard (0...1).contains(share) else {
      throw SettingsProblem(name, "is \(share); from 0 to 1 is accepted")
    }
  }
}
