import Text

/// The items of all sets as an n-gram method sees them: which of their texts, split into which units.
struct ItemTexts: Sendable {
  /// Which texts of an item are looked for.
  enum Scope: Sendable {
    /// Passage, question and answer.
    case example
    /// The example, and each other option by itself.
    case exampleAndOptions
  }

  let sets: [BenchmarkSet]
  /// The items of all sets, numbered on from one to the next.
  let items: [BenchmarkItem]
  let scope: Scope
  let units: any TextUnits

  init(sets: [BenchmarkSet], scope: Scope, units: any TextUnits) {
    self.sets = sets
    items = sets.flatMap(\.items)
    self.scope = scope
    self.units = units
  }

  /// The sets as a search lists them.
  ///
  /// `unitsPerNGram`: the n-gram length of each set, where there is one.
  static func searched(_ sets: [BenchmarkSet], unitsPerNGram: [Int]? = nil) -> [SearchedSet] {
    var first = 0
    return sets.enumerated().map { index, set in
      defer { first += set.items.count }
      return SearchedSet(
        name: set.name, items: first..<first + set.items.count,
        unitsPerNGram: unitsPerNGram?[index])
    }
  }

  /// The texts of an item that are looked for; the first are also those that `BenchmarkItem.text` has.
  func texts(of item: BenchmarkItem) -> [String] {
    switch scope {
    case .example: [item.example]
    case .exampleAndOptions: item.parts
    }
  }

  /// A sequence of the items' runs of units, made as it is gone through.
  func runs(of set: BenchmarkSet) -> some Sequence<[ItemUnits]> {
    var splitter = units.makeSplitter()
    var list = UnitList()
    return set.items.lazy.map { item in
      texts(of: item).map { ItemUnits($0, splitter: &splitter, units: &list) }
    }
  }

  /// Byte ranges in an item's text (`BenchmarkItem.text`) of its units, by run.
  func unitRanges(of item: BenchmarkItem) -> [[Range<Int>]] {
    var splitter = units.makeSplitter()
    var list = UnitList()
    var base = 0
    return texts(of: item).map { text in
      splitter.split(Array(text.utf8).span, into: &list)
      let ranges = (0..<list.count).map { unit in
        base + Int(list.starts[unit])..<base + Int(list.ends[unit])
      }
      base += text.utf8.count + 1
      return ranges
    }
  }
}

extension NGramIndex {
  /// Why no n-gram of an item is indexed.
  ///
  /// - Parameters:
  ///   - item: number of the item.
  ///   - texts: what the index was made of.
  ///   - length: the n-gram length of the item's set.
  /// - Returns: nil when one is.
  func untestable(_ item: Int, in texts: ItemTexts, length: Int) -> Untestable? {
    guard nGramCounts[item] == 0 else { return nil }
    guard unitCounts[item] > 0 else { return .empty }
    let longest = texts.unitRanges(of: texts.items[item]).map(\.count).max() ?? 0
    return longest < length ? .tooShort : .numbersAlone
  }
}
