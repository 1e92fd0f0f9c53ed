// A decision about a member of a cluster, keyed by the member's document id:
//
//   offset  size  content (little-endian)
//   0       8     the survivor's document id u64; the member's own id when it survives
//   8       8     the cluster's id u64: the smallest document id in it
//   16      8     documents in the cluster u64 (exact duplicates: the member's place, from 2)
//   24      8     similarity to the survivor, IEEE double; 1 for the survivor itself

package import Pipelines

/// What was decided about one member of a cluster of duplicates.
package struct ClusterDecision: Equatable, Sendable {
  /// The member that is kept.
  package var survivor: DocumentID
  /// The smallest document id of the cluster.
  package var cluster: DocumentID
  /// Documents in the cluster, the survivor included; for an exact duplicate its place in the cluster.
  package var clusterSize: Int
  /// Similarity of the member to the survivor, 0 to 1.
  package var similarity: Double

  static let byteCount = 32

  init(survivor: DocumentID, cluster: DocumentID, clusterSize: Int, similarity: Double) {
    self.survivor = survivor
    self.cluster = cluster
    self.clusterSize = clusterSize
    self.similarity = similarity
  }

  /// Reads a payload; nil when it is not of this layout.
  package init?(_ payload: [UInt8]) {
    guard payload.count == Self.byteCount,
      let survivor = payload.integer(at: 0, as: UInt64.self),
      let cluster = payload.integer(at: 8, as: UInt64.self),
      let size = payload.integer(at: 16, as: UInt64.self),
      let similarity = payload.integer(at: 24, as: UInt64.self)
    else { return nil }
    self.survivor = DocumentID(rawValue: survivor)
    self.cluster = DocumentID(rawValue: cluster)
    clusterSize = Int(clamping: size)
    self.similarity = Double(bitPattern: similarity)
  }

  /// Appends the decision about `member`.
  func write(about member: DocumentID, to decisions: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.reserveCapacity(Self.byteCount)
    payload.appendInteger(survivor.rawValue)
    payload.appendInteger(cluster.rawValue)
    payload.appendInteger(UInt64(clusterSize))
    payload.appendInteger(similarity.bitPattern)
    try decisions.append(key: member.rawValue, document: member.rawValue, payload: payload.span)
  }
}
