/// What is remarkable about a set's items: nothing of it is left out of a check, all of it is reported.
public struct BenchmarkNotes: Codable, Sendable, Equatable {
  /// Positions of items without any word in passage, question and answer: no text can hold them.
  public var emptyItems: [Int] = []
  /// Positions of items that lack a field of the set's layout other than the question.
  public var incompleteItems: [Int] = []
  /// Items that say what an earlier item says, part by part.
  public var repeatedItems: [Repeat] = []

  /// An item that stands in its set again.
  public struct Repeat: Codable, Sendable, Equatable {
    /// Position of the item.
    public var item: Int
    /// Position of the first item that is equal.
    public var first: Int

    public init(item: Int, first: Int) {
      self.item = item
      self.first = first
    }
  }

  public init() {}

  /// Whether there is nothing to say.
  public var isEmpty: Bool { self == BenchmarkNotes() }

  /// The notes as parts of a sentence, such as `2 items are empty (first: 7)`; items counted from 1.
  public var sentences: [String] {
    func sentence(_ items: [Int], _ what: String) -> String? {
      items.first.map {
        "\(items.count) \(items.count == 1 ? "item" : "items") \(what) (first: \($0 + 1))"
      }
    }
    return [
      sentence(emptyItems, "without text, which nothing can match"),
      sentence(incompleteItems, "without a field of the layout"),
      sentence(repeatedItems.map(\.item), "repeating an earlier one"),
    ].compactMap { $0 }
  }
}

extension BenchmarkSet {
  /// Finds empty and repeated items.
  mutating func noteItems() {
    var firsts: [[String]: Int] = [:]
    for item in items {
      let parts = [item.passage, item.question, item.answer] + item.choices
      if !parts.prefix(3).contains(where: Self.hasWord) {
        notes.emptyItems.append(item.index)
      } else if let first = firsts[parts] {
        notes.repeatedItems.append(BenchmarkNotes.Repeat(item: item.index, first: first))
      } else {
        firsts[parts] = item.index
      }
    }
  }

  private static func hasWord(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
  }
}
