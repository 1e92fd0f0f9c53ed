/// An item as decon sees it: its parts' units and weighted n-grams.
struct DeconItem: Sendable {
  /// Numbers of the items that are this one: the same in all parts.
  var items: [Int]
  /// UTF-8 byte ranges in the item's text from the first to the last unit of a part.
  var questionRange: Range<Int>
  var answerRange: Range<Int>?
  var passageRange: Range<Int>?
  var questionTokens: Int
  /// The units of the answer in order; empty without one.
  var answer: ContiguousArray<UInt64>
  var distinctAnswerTokens: Int
  var passageTokens: Int
  var question: WeightedNGrams
  var answerNGrams: WeightedNGrams
  var passageNGrams: WeightedNGrams

  /// Tokens of all parts, those of the answer once each.
  var tokens: Int { questionTokens + distinctAnswerTokens + passageTokens }
}

/// The units of an item's parts, before weights are known.
struct DeconParts {
  /// A part's units and where they stand in the item's text; nil for a part without units.
  struct Part {
    var units: ItemUnits
    var range: Range<Int>
  }

  var passage: Part?
  var question: Part?
  var answer: Part?

  init(_ item: BenchmarkItem, splitter: inout any TextUnitSplitter, units: inout UnitList) {
    var base = 0
    func part(_ text: String, _ splitter: inout any TextUnitSplitter, _ list: inout UnitList)
      -> Part?
    {
      guard !text.isEmpty else { return nil }
      defer { base += text.utf8.count + 1 }
      let units = ItemUnits(text, splitter: &splitter, units: &list)
      guard !units.hashes.isEmpty else { return nil }
      let range = list.bytes(0..<list.count)
      return Part(units: units, range: base + range.lowerBound..<base + range.upperBound)
    }
    passage = part(item.passage, &splitter, &units)
    question = part(item.question, &splitter, &units)
    answer = part(item.answer, &splitter, &units)
  }

  private var all: [ItemUnits] { [passage, question, answer].compactMap { $0?.units } }

  /// Tokens of all parts.
  var tokens: Int { all.reduce(0) { $0 + $1.hashes.count } }
  /// Different tokens of all parts.
  var distinctTokens: Int { Set(all.flatMap(\.hashes)).count }
  /// Whether a token of any part has a letter.
  var hasLetter: Bool { all.contains { $0.hasLetter.contains(true) } }
}
