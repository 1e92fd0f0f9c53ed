import Pipelines

/// A rule by which the survivor of a cluster is chosen.
public enum SurvivorRule: String, Codable, Sendable, CaseIterable {
  /// The longest text in bytes.
  case longest
  /// The source that stands first in the setting `sources`; sources not named there come last.
  case source
  /// The smallest document id: first input in plan order, first record.
  case first
}

/// The order in which documents of a cluster are preferred: rule by rule, then by document id.
struct SurvivorOrder {
  /// A document's place; the smaller one survives.
  struct Place: Comparable {
    /// Ranks under the first and the second rule; there is no third besides `first`.
    var ranks: (Int, Int)
    var document: UInt64

    static func < (left: Place, right: Place) -> Bool {
      (left.ranks.0, left.ranks.1, left.document) < (right.ranks.0, right.ranks.1, right.document)
    }

    static func == (left: Place, right: Place) -> Bool { left.document == right.document }
  }

  private let rules: [SurvivorRule]
  /// Rank of each input's source.
  private let sourceRanks: [Int]

  init(rules: [SurvivorRule], sources: [String], inputs: [InputShard]) {
    self.rules = Array(rules.prefix { $0 != .first })
    sourceRanks = inputs.map { sources.firstIndex(of: $0.source) ?? sources.count }
  }

  /// Whether places depend on the length of texts.
  var needsLengths: Bool { rules.contains(.longest) }

  func place(of document: DocumentID, textBytes: Int) -> Place {
    func rank(_ index: Int) -> Int {
      guard index < rules.count else { return 0 }
      return switch rules[index] {
      case .longest: -textBytes
      case .source:
        sourceRanks.indices.contains(document.input) ? sourceRanks[document.input] : .max
      case .first: 0
      }
    }
    return Place(ranks: (rank(0), rank(1)), document: document.rawValue)
  }
}
