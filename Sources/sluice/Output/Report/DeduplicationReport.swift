/// What one deduplication stage of a run did, as `sluice report --json` prints it.
struct DeduplicationReport: Encodable {
  /// What became of one source that passed through the stage.
  struct Source: Encodable {
    var name: String
    /// Documents that reached the stage.
    var documents: Int
    var dropped: Int
    /// Of the documents that reached the stage; 0 where none did.
    var droppedFraction: Double
    /// Bytes of text of the dropped documents.
    var droppedBytes: Int
    /// `droppedBytes` of the bytes of text that were read from the source.
    var droppedBytesFraction: Double
    /// Documents out of which the stage cut a part.
    var edited: Int
  }

  /// Dropped documents of one source whose survivors are of one source.
  struct MatrixCell: Encodable {
    /// Source of the dropped documents.
    var dropped: String
    /// Source of the documents they were dropped for; nil where those are of earlier runs.
    var survivor: String?
    var documents: Int
  }

  var stage: String
  /// The stage's name without `deduplicate-`, as the setting `method` spells it.
  var method: String
  var sources: [Source]
  /// The stage's counters, as `report.json` has them.
  var counters: [String: Int]
  /// Nil where the method does not group documents to clusters.
  var clusters: ClusterReport?
  /// Ordered by source; nil without clusters.
  var matrix: [MatrixCell]?
  /// Nil without clusters, and where texts were not read.
  var examples: [ExamplePair]?
  /// Nil unless near duplicates were dropped and texts were read.
  var precision: PrecisionReport?
}

/// Clusters of duplicates of one stage.
struct ClusterReport: Encodable {
  /// Clusters of some sizes.
  struct Size: Encodable, Equatable {
    var from: Int
    /// Nil for no bound.
    var to: Int?
    var clusters: Int
  }

  /// Dropped documents of a cluster by source.
  struct Origin: Encodable {
    var source: String
    var dropped: Int
  }

  /// A document with the beginning of its text.
  struct Member: Encodable {
    var document: String
    /// Nil where texts were not read.
    var excerpt: String?
  }

  /// One of the largest clusters.
  struct Large: Encodable {
    var size: Int
    var survivor: Member
    var sources: [Origin]
    /// The first dropped documents in survivor order.
    var members: [Member]
  }

  var count: Int
  /// Documents in clusters, survivors included.
  var documents: Int
  /// Ascending.
  var sizes: [Size]
  /// Largest first, ten at most.
  var largest: [Large]
}

/// A dropped document beside the one it was dropped for.
struct ExamplePair: Encodable {
  /// A row of the comparison.
  struct Row: Encodable {
    /// `same`, `different`, or `omitted` for words that are left out.
    var kind: String
    /// The dropped document's words, nil when omitted.
    var dropped: String?
    /// The survivor's words, nil when omitted.
    var survivor: String?
  }

  var dropped: String
  var survivor: String
  /// What the stage measured: similarity, or the share of the dropped document in the survivor.
  var value: Double
  /// Whether `value` is such a share.
  var isContained: Bool
  /// Whether a later stage edited the survivor, so that its text is not the one compared; nil where that
  /// cannot be told.
  var isSurvivorEdited: Bool?
  var rows: [Row]
}

/// How many of the dropped near duplicates are as similar as was asked, by comparing all their shingles.
struct PrecisionReport: Encodable {
  /// What the stage measured less the exact value, over the pairs checked.
  struct EstimateError: Encodable {
    /// Pairs measured exactly by the stage, to 1e-9.
    var exact: Int
    var mean: Double
    var standardDeviation: Double
    var smallest: Double
    var largest: Double
    /// Pairs by error, in steps of `stepWidth`, from `smallest` to `largest`.
    var histogram: [Step]
  }

  /// Pairs whose error is in `from ..< to`.
  struct Step: Encodable {
    var from: Double
    var to: Double
    var pairs: Int
  }

  /// Near duplicates that were dropped for documents of the run.
  var population: Int
  /// Pairs drawn from them, by the hash of the dropped document.
  var sampled: Int
  /// Pairs whose survivor was edited by a later stage: they cannot be checked.
  var edited: Int
  /// Pairs compared.
  var checked: Int
  /// Pairs at or above the threshold of their reason.
  var hits: Int
  /// `hits` of `checked`; nil where none was checked.
  var share: Double?
  /// Bounds of the 95 % confidence interval of the share (Wilson).
  var low: Double
  var high: Double
  /// Jaccard similarity asked for.
  var minimumSimilarity: Double
  /// Containment asked for; nil where it was not.
  var minimumContainment: Double?
  /// Nil where none was checked.
  var error: EstimateError?
  /// The least similar pairs checked, up to five.
  var lowest: [Lowest]

  /// A pair by what was measured.
  struct Lowest: Encodable {
    var dropped: String
    var survivor: String
    var exact: Double
    var measured: Double
  }
}
