/// What a contamination check found, item by item: the JSON of `sluice contamination check`.
public struct ContaminationReport: Codable, Sendable, Equatable {
  /// The method's name.
  public var method: String
  /// Documents scanned.
  public var documents: Int
  /// UTF-8 bytes of their text.
  public var bytes: Int
  public var benchmarks: [Benchmark]

  /// One evaluation set.
  public struct Benchmark: Codable, Sendable, Equatable {
    public var name: String
    /// Length of the set's n-grams in the method's units; absent for a method without n-grams.
    public var wordsPerNGram: Int?
    /// Items with the verdict `dirty`.
    public var dirty: Int
    /// Items with the verdict `clean`.
    public var clean: Int
    /// Items with the verdict `untestable`.
    public var untestable: Int
    /// Items without any text, a part of `untestable`.
    public var empty: Int
    /// Whether the set as a whole counts as contaminated; absent where the method judges items alone.
    public var isContaminated: Bool?
    /// All items in file order.
    public var items: [Item]
  }

  /// One evaluation item.
  public struct Item: Codable, Sendable, Equatable {
    /// Position in the set, from 0.
    public var index: Int
    public var verdict: ItemVerdict.Verdict
    /// What the method compares with its threshold, 0 to 1: with `gpt3` the share of the item's n-grams
    /// that stand anywhere in the corpus.
    public var score: Double
    /// Further classes the method puts the item in; absent where it has none.
    public var classes: [String]?
    /// How many matches there are, listed or not.
    public var matchCount: Int
    /// The first matches in corpus order.
    public var matches: [Match]
  }

  /// A stretch of a document that holds a part of an item.
  public struct Match: Codable, Sendable, Equatable {
    /// The document's own id, else `source/shard:record`.
    public var document: String
    /// Where the stretch begins in the document's text, in Unicode scalars from 0.
    public var offset: Int
    /// Length of the stretch in Unicode scalars.
    public var length: Int
    /// The stretch, at most its first 400 Unicode scalars.
    public var text: String
    /// What stands before the stretch, at most 60 Unicode scalars.
    public var before: String
    /// What stands after `text`, at most 60 Unicode scalars.
    public var after: String
    /// Where the stretch begins in the item's text (passage, question, answer, other options, a line
    /// each), in Unicode scalars from 0.
    public var itemOffset: Int
    /// Its length there in Unicode scalars.
    public var itemLength: Int

    /// - Parameters:
    ///   - match: what was found.
    ///   - item: the item's text.
    init(_ match: CorpusFindings.Match, in item: [UInt8]) {
      itemOffset = CollisionCut.characters(in: 0..<match.item.lowerBound, of: item)
      itemLength = CollisionCut.characters(in: match.item, of: item)
      before = match.before
      after = match.after
      document = match.document
      offset = match.offset
      length = match.length
      text = match.text
    }
  }
}
