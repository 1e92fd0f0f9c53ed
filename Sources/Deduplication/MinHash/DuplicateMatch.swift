/// Why one document counts as a duplicate of another.
struct DuplicateMatch: Equatable {
  /// The Jaccard similarity, or the share of the document's shingles that the other one has.
  var value: Double
  /// Whether `value` is such a share.
  var isContainment = false
}
