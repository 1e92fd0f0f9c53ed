/// Evaluation sets made ready by a method: finds their items in documents and judges what was found.
///
/// Immutable and shared by all workers; each worker searches with a searcher of its own.
public protocol BenchmarkSearch: AnyObject, Sendable {
  /// The name of the method.
  var method: String { get }
  /// The sets; their item ranges follow on each other from 0.
  var sets: [SearchedSet] { get }
  /// Evidence that stands in more documents of a corpus than this does not count; nil when all counts.
  ///
  /// Whoever searches a corpus then has to know the counts before a document can be judged: see
  /// `CorpusFindings`.
  var maximumDocuments: Int? { get }

  /// A set of whose testable items a larger share is dirty counts as contaminated, 0 to 1; nil for a
  /// method that judges items alone, which is the default.
  var maximumDirtyItemShare: Double? { get }

  /// Why the method can say nothing about an item; nil when it can.
  func untestable(_ item: Int) -> Untestable?

  /// The text of an element, for people; nil where the method's elements have none of their own.
  func text(ofElement element: UInt32) -> String?

  /// A searcher for one worker.
  func makeSearcher() -> any BenchmarkSearcher

  /// What is to be said of every item, in item order, after a whole corpus.
  func judge(_ findings: CorpusFindings) -> [ItemVerdict]
}

/// Searches documents one after the other, with scratch memory of its own.
public protocol BenchmarkSearcher {
  /// Finds the items in a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - ignored: elements that do not count (`DocumentFindings.elements`).
  /// - Returns: what was found; the same for the same text whatever was searched before.
  mutating func search(_ text: [UInt8], ignoring ignored: Set<UInt32>) -> DocumentFindings
}

extension BenchmarkSearcher {
  /// Finds the items in a text; every element counts.
  public mutating func search(_ text: [UInt8]) -> DocumentFindings { search(text, ignoring: []) }
}

/// One evaluation set of a search.
public struct SearchedSet: Sendable, Equatable {
  public var name: String
  /// Numbers of the set's items among the items of all sets.
  public var items: Range<Int>
  /// Length of the set's n-grams in the method's units; nil for a method without n-grams.
  public var unitsPerNGram: Int?

  public init(name: String, items: Range<Int>, unitsPerNGram: Int? = nil) {
    self.name = name
    self.items = items
    self.unitsPerNGram = unitsPerNGram
  }
}

/// Why a method can say nothing about an item.
public enum Untestable: String, Codable, Sendable, CaseIterable {
  /// The item has no text.
  case empty
  /// The item has less text than the method needs.
  case tooShort
  /// The item is made of numbers and signs, which say nothing about where a text comes from.
  case numbersAlone
}

/// What a method says of an item after a whole corpus.
public struct ItemVerdict: Sendable, Equatable {
  /// Whether the item counts as contaminated under the method's own rule.
  public enum Verdict: String, Codable, Sendable {
    /// It does.
    case dirty
    /// It does not.
    case clean
    /// The method cannot tell.
    case untestable
  }

  public var verdict: Verdict
  /// What the rule compares with its threshold, 0 to 1: a share or a score, whatever the threshold is.
  public var score: Double
  /// The classes the method puts the item in beside the verdict, mostly none; they may overlap.
  public var classes: [String]

  public init(_ verdict: Verdict, score: Double, classes: [String] = []) {
    self.verdict = verdict
    self.score = score
    self.classes = classes
  }
}

extension BenchmarkSearch {
  public var maximumDirtyItemShare: Double? { nil }

  public func text(ofElement element: UInt32) -> String? { nil }

  /// The set that an item belongs to, and the item's index in it.
  public func locate(_ item: Int) -> (set: Int, index: Int) {
    var low = 0
    var high = sets.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if sets[middle].items.lowerBound <= item { low = middle } else { high = middle }
    }
    return (low, item - sets[low].items.lowerBound)
  }

  /// The number of items in all sets.
  public var itemCount: Int { sets.last?.items.upperBound ?? 0 }
}
