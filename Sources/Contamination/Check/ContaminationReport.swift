/// What a contamination check found, item by item: the JSON of `sluice contamination check`.
public struct ContaminationReport: Codable, Sendable, Equatable {
  /// The method's name.
  public var method: ContaminationMethod
  /// Documents scanned.
  public var documents: Int
  /// UTF-8 bytes of their text.
  public var bytes: Int
  public var benchmarks: [Benchmark]

  /// One evaluation set.
  public struct Benchmark: Codable, Sendable, Equatable {
    public var name: String
    /// Length of the set's n-grams in words.
    public var wordsPerNGram: Int
    /// Items with the verdict `dirty`.
    public var dirty: Int
    /// Items with the verdict `clean`.
    public var clean: Int
    /// Items with the verdict `untestable`.
    public var untestable: Int
    /// Items without any word, a part of `untestable`.
    public var empty: Int
    /// All items in file order.
    public var items: [Item]
  }

  /// What is said of an item.
  public enum Verdict: String, Codable, Sendable {
    /// At least one n-gram of the item stands in the corpus.
    case dirty
    /// None does.
    case clean
    /// The item has no n-gram (it is shorter, or all numbers): the method cannot tell.
    case untestable
  }

  /// One evaluation item.
  public struct Item: Codable, Sendable, Equatable {
    /// Position in the set, from 0.
    public var index: Int
    public var verdict: Verdict
    /// The share of the item's n-grams that stand anywhere in the corpus, 0 to 1.
    public var score: Double
    /// How many matches there are, listed or not.
    public var matchCount: Int
    /// The first matches in corpus order.
    public var matches: [Match]
  }

  /// A stretch of a document that consists of an item's n-grams.
  public struct Match: Codable, Sendable, Equatable {
    /// The document's own id, else `source/shard:record`.
    public var document: String
    /// Where the stretch begins in the document's text, in Unicode scalars from 0.
    public var offset: Int
    /// Length of the stretch in Unicode scalars.
    public var length: Int
    /// The stretch, at most its first 400 Unicode scalars.
    public var text: String
  }
}
