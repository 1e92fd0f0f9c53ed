// A decision about a member of a cluster, keyed by the member's document id:
//
//   offset  size  content (little-endian)
//   0       8     the survivor's document id u64; the member's own id when it survives
//   8       8     the cluster's id u64: a document id in it, the same for all members
//   16      8     documents in the cluster u64 (exact duplicates: the member's place, from 2)
//   24      8     similarity to the survivor, IEEE double; 1 for the survivor itself;
//                 negative: the share of the member's shingles that the survivor has
//
// and behind it for a survivor, its cluster's origins:
//
//   32      4     named members m u32
//   36      4     sources s u32
//   40      8 m   document ids u64 of the named members
//   …       16 s  per source: document id u64 of its first member, dropped documents u64
//
// or behind it where the survivor is a document of an index (its id has the highest bit set):
//
//   32      4     bytes n of its printed identity u32
//   36      n     its printed identity
//   …       …     its record's own id; nothing where it has none

package import Pipelines

/// What was decided about one member of a cluster of duplicates.
package struct ClusterDecision: Equatable, Sendable {
  /// The member that is kept.
  package var survivor: DocumentID
  /// The document id that names the cluster: of near duplicates the smallest, of exact ones the survivor's.
  package var cluster: DocumentID
  /// Documents in the cluster, the survivor included; for a dropped exact duplicate its place in it.
  package var clusterSize: Int
  /// Similarity of the member to the survivor, 0 to 1.
  package var similarity: Double
  /// Whether `similarity` is the share of the member that the survivor contains.
  package var isContained = false
  /// Where the dropped members came from; nil for a dropped one.
  package var origins: ClusterOrigins?
  /// What the survivor is called, where it is a document of an index.
  package var earlierSurvivor: EarlierDocument?

  private static let fixedBytes = 32
  private static let originBytes = 40

  package init(
    survivor: DocumentID, cluster: DocumentID, clusterSize: Int, similarity: Double,
    origins: ClusterOrigins? = nil
  ) {
    self.survivor = survivor
    self.cluster = cluster
    self.clusterSize = clusterSize
    self.similarity = similarity
    self.origins = origins
  }

  /// Reads a payload; nil when it is not of this layout.
  package init?(_ payload: [UInt8]) {
    guard let survivor = payload.integer(at: 0, as: UInt64.self),
      let cluster = payload.integer(at: 8, as: UInt64.self),
      let size = payload.integer(at: 16, as: UInt64.self),
      let similarity = payload.integer(at: 24, as: UInt64.self)
    else { return nil }
    self.survivor = DocumentID(rawValue: survivor)
    self.cluster = DocumentID(rawValue: cluster)
    clusterSize = Int(clamping: size)
    self.similarity = abs(Double(bitPattern: similarity))
    isContained = Double(bitPattern: similarity).sign == .minus
    if self.survivor.isIndexed {
      guard let earlier = Self.earlierSurvivor(payload) else { return nil }
      earlierSurvivor = earlier
      return
    }
    if payload.count == Self.fixedBytes { return }
    guard let origins = Self.origins(payload) else { return nil }
    self.origins = origins
  }

  private static func earlierSurvivor(_ payload: [UInt8]) -> EarlierDocument? {
    let start = fixedBytes + 4
    guard let length = payload.integer(at: fixedBytes, as: UInt32.self),
      Int(length) <= payload.count - start
    else { return nil }
    let end = start + Int(length)
    return EarlierDocument(
      identity: String(decoding: payload[start..<end], as: UTF8.self),
      id: end == payload.count ? nil : String(decoding: payload[end...], as: UTF8.self))
  }

  private static func origins(_ payload: [UInt8]) -> ClusterOrigins? {
    guard let members = payload.integer(at: 32, as: UInt32.self),
      let sources = payload.integer(at: 36, as: UInt32.self),
      payload.count == originBytes + 8 * Int(members) + 16 * Int(sources)
    else { return nil }
    func word(_ offset: Int) -> UInt64 { payload.integer(at: offset, as: UInt64.self) ?? 0 }
    let sourceStart = originBytes + 8 * Int(members)
    let origins = ClusterOrigins(
      members: (0..<Int(members)).map { DocumentID(rawValue: word(originBytes + 8 * $0)) },
      sources: (0..<Int(sources)).map {
        ClusterOrigins.Source(
          first: DocumentID(rawValue: word(sourceStart + 16 * $0)),
          count: Int(clamping: word(sourceStart + 16 * $0 + 8)))
      })
    // Larger counts are damage; smaller ones can be added up.
    return origins.sources.allSatisfy { $0.count < 1 << 48 } ? origins : nil
  }

  /// Appends the decision about `member`.
  package func write(about member: DocumentID, to decisions: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.reserveCapacity(Self.fixedBytes)
    payload.appendInteger(survivor.rawValue)
    payload.appendInteger(cluster.rawValue)
    payload.appendInteger(UInt64(clusterSize))
    payload.appendInteger((isContained ? -similarity : similarity).bitPattern)
    if let earlierSurvivor {
      let identity = Array(earlierSurvivor.identity.utf8)
      payload.appendInteger(UInt32(identity.count))
      payload.append(contentsOf: identity)
      payload.append(contentsOf: (earlierSurvivor.id ?? "").utf8)
    } else if let origins {
      payload.appendInteger(UInt32(origins.members.count))
      payload.appendInteger(UInt32(origins.sources.count))
      for member in origins.members { payload.appendInteger(member.rawValue) }
      for source in origins.sources {
        payload.appendInteger(source.first.rawValue)
        payload.appendInteger(UInt64(source.count))
      }
    }
    try decisions.append(key: member.rawValue, document: member.rawValue, payload: payload.span)
  }
}
