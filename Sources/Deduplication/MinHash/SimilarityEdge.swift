import Pipelines

/// Two documents of one bucket that were checked and found similar enough, or one a part of the other.
///
/// As a record: key = the smaller document id, document = the larger, payload = the similarity as a
/// little-endian IEEE double. The same pair may be written by several buckets.
struct SimilarityEdge: Equatable {
  var first: UInt64
  var second: UInt64
  var similarity: Double

  /// What stands for the similarity where it is below the minimum, but one document contains the other.
  static let containment = 0.0

  /// - Parameters: two different documents, in any order.
  init(_ one: DocumentID, _ other: DocumentID, similarity: Double) {
    first = min(one.rawValue, other.rawValue)
    second = max(one.rawValue, other.rawValue)
    self.similarity = similarity
  }

  /// Reads the current record; nil when it is not an edge.
  init?(_ records: SidecarMerge) {
    guard records.payload.count == 8, let bits = records.payload.integer(at: 0, as: UInt64.self)
    else { return nil }
    first = records.key
    second = records.document
    similarity = Double(bitPattern: bits)
  }

  func write(to sidecar: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.reserveCapacity(8)
    payload.appendInteger(similarity.bitPattern)
    try sidecar.append(key: first, document: second, payload: payload.span)
  }
}
