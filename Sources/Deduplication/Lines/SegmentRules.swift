import Pipelines
import Text

/// How a stage cuts texts into segments, compares them and chooses which occurrence stays.
public struct SegmentRules: Sendable {
  /// What a text is cut into.
  var unit: SegmentUnit
  /// Consecutive segments that are compared together.
  var spanLength = 1
  /// What does not count in a comparison.
  var normalize: [SegmentNormalization]
  /// Characters that a segment has at least to be compared.
  var minimumCharacters = 0
  /// Which occurrence stays.
  var keeper: SegmentKeeper
  /// Preferred sources, best first.
  var sources: [String]
  /// Sentences that must remain in a document that lost a segment.
  var minimumSentences: Int
  /// What reports call the segments: `lines`.
  var noun: String
}

/// The occurrence of a repeated segment that stays.
///
/// All but `none` prefer documents in one order for all segments, so that memory is constant: of each
/// segment only the best document so far is held.
public enum SegmentKeeper: String, Codable, Sendable, CaseIterable {
  /// The first one in the document with the smallest keyed hash of its printed identity: no source, shard
  /// or site is favoured, and inputs added later change nothing between the old ones.
  case random
  /// The first one in plan order.
  case first
  /// The first one in the source that stands first in `sources`; as `random` inside a source. Sources not
  /// named there come last.
  case source
  /// None: a repeated segment goes everywhere.
  case none

  /// - Throws: `SettingsProblem` when the order of sources is missing, or given without use.
  func validate(sources: [String]) throws {
    guard (self == .source) != sources.isEmpty else {
      throw SettingsProblem(
        "sources", "is the order for the keeper 'source'; set both or neither")
    }
  }
}

/// The order in which documents are preferred as keepers of segments.
struct KeeperOrder {
  /// A document's place; the smaller one keeps.
  struct Place: Comparable {
    var source: Int
    var draw: Hash128
    var document: DocumentID

    static func < (left: Place, right: Place) -> Bool {
      (left.source, left.draw, left.document) < (right.source, right.draw, right.document)
    }
  }

  private let keeper: SegmentKeeper
  private let inputs: [InputShard]
  private let seed: UInt64
  /// Rank of each input's source.
  private let sourceRanks: [Int]

  init(_ rules: SegmentRules, inputs: [InputShard], seed: UInt64) {
    keeper = rules.keeper
    self.inputs = inputs
    self.seed = seed
    sourceRanks = inputs.map { input in
      rules.sources.firstIndex(of: input.source) ?? rules.sources.count
    }
  }

  func place(of document: DocumentID) -> Place {
    var place = Place(source: 0, draw: Hash128(high: 0, low: 0), document: document)
    guard inputs.indices.contains(document.input), keeper != .first, keeper != .none else {
      return place
    }
    place.draw = inputs[document.input].stableKey(record: document.record, seed: seed)
    if keeper == .source { place.source = sourceRanks[document.input] }
    return place
  }
}
