/// What a search found in one document.
public struct DocumentFindings: Sendable, Equatable {
  /// The items found, in ascending order, each once.
  public var matches: [ItemMatch]
  /// Distinct ascending numbers of the evidence (n-grams, substrings, paragraphs, item positions: the
  /// method says what) that stands in the document.
  public var elements: [UInt32]

  public init(matches: [ItemMatch] = [], elements: [UInt32] = []) {
    self.matches = matches
    self.elements = elements
  }
}

/// An item (or a part of it) in a document.
public struct ItemMatch: Sendable, Equatable {
  /// Number of the item among the items of all sets.
  public var item: Int
  /// What this document alone gives the item, above 0 to 1.
  public var score: Double
  /// Whether the document counts as contaminated by the item under the method's own rule.
  public var isContaminated: Bool
  /// Where the item stands, in document order; at least one.
  public var passages: [MatchedPassage]

  public init(item: Int, score: Double, isContaminated: Bool, passages: [MatchedPassage]) {
    self.item = item
    self.score = score
    self.isContaminated = isContaminated
    self.passages = passages
  }
}

/// A stretch of a document and the stretch of an item that it holds.
public struct MatchedPassage: Sendable, Equatable {
  /// UTF-8 byte range in the document's text, at scalar borders.
  public var document: Range<Int>
  /// UTF-8 byte range in the item's text (`BenchmarkItem.text`), at scalar borders.
  public var item: Range<Int>
  /// Distinct ascending numbers of the elements that make up the passage.
  public var elements: [UInt32]

  public init(document: Range<Int>, item: Range<Int>, elements: [UInt32] = []) {
    self.document = document
    self.item = item
    self.elements = elements
  }
}
