/// A search that can tell which words a document must share with an item, so that an index of a corpus
/// finds the documents it has to look at.
public protocol IndexedSearch: BenchmarkSearch {
  /// The runs of an item; none for an item that the method cannot test.
  ///
  /// Every match that the search can make of the item in a document holds `count` words in a row of one
  /// of them.
  ///
  /// - Parameter item: number of the item among the items of all sets.
  /// - Returns: the runs; nil when the method's units are not words, so that nothing can be said.
  func sharedRuns(of item: Int) -> [SharedRun]?
}

extension NGramSearch: IndexedSearch {
  /// An n-gram of words is a run of n words.
  package func sharedRuns(of item: Int) -> [SharedRun]? {
    guard let units = texts.units as? WordUnits, CorpusIndex.definitions.contains(units.definition),
      let length = sets[locate(item).set].unitsPerNGram
    else { return nil }
    var splitter = units.makeSplitter()
    var list = UnitList()
    return texts.texts(of: items[item]).compactMap { text in
      splitter.split(Array(text.utf8).span, into: &list)
      return list.count < length ? nil : SharedRun(words: list.hashes, count: length)
    }
  }
}
