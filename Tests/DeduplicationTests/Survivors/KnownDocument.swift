import Deduplication
import Pipelines

/// A document as a test knows it, and the survivor rules in the plainest form.
struct KnownDocument {
  var id: DocumentID
  var source: String
  var shard: Int
  var text: String
  var url: String?
  var dump: String?
  var score: Double?
  /// Position of the date among all dates; nil for none that can be read.
  var date: Int?

  /// Dates that ascend, each in two spellings.
  static let dates = [
    ["\"1999\"", "\"1999-01-01T00:00:00Z\""], ["946684801", "\"2000-01-01 00:00:01\""],
    ["\"20191231\"", "\"2019-12-31T02:00+02:00\""],
    ["\"2024-02-29T12:00:00.5Z\"", "1709208000500"],
  ]

  /// Whether it is the better document under the rules.
  func precedes(
    _ right: KnownDocument, _ rules: [SurvivorRule], _ sources: [String]
  ) -> Bool {
    let left = self
    func position(_ source: String) -> Int { sources.firstIndex(of: source) ?? .max }
    func decide<Value: Comparable>(
      _ one: Value?, _ other: Value?, _ isBetter: (Value, Value) -> Bool
    )
      -> Bool?
    {
      guard let one, let other else {
        return one == nil && other == nil ? nil : one != nil
      }
      return one == other ? nil : isBetter(one, other)
    }
    for rule in rules {
      let verdict: Bool? =
        switch rule {
        case .longest: decide(left.text.utf8.count, right.text.utf8.count, >)
        case .shortest: decide(left.text.utf8.count, right.text.utf8.count, <)
        case .source: decide(position(left.source), position(right.source), <)
        case .highest: decide(left.score, right.score, >)
        case .lowest: decide(left.score, right.score, <)
        case .earliest: decide(left.date, right.date, <)
        case .latest: decide(left.date, right.date, >)
        case .first: nil
        }
      if let verdict { return verdict }
    }
    return left.id < right.id
  }
}
