import Pipelines

/// Turns groups of equal documents into decisions, one document after another, in constant memory.
struct ExactGroups {
  private var key: (high: UInt64, low: UInt64) = (0, 0)
  private var survivor: DocumentID?
  private var size = 0
  private var collector: OriginsCollector
  /// Counts clusters and dropped documents.
  private(set) var tally = Tally()

  init(inputs: [InputShard]) {
    collector = OriginsCollector(SourceNumbers(inputs))
  }

  /// Adds the next document; of those of one key the survivor comes first.
  mutating func add(
    _ document: DocumentID, high: UInt64, low: UInt64, to decisions: SidecarWriter
  ) throws {
    guard let survivor, key == (high, low) else {
      try finish(to: decisions)
      key = (high, low)
      survivor = document
      size = 1
      return
    }
    size += 1
    collector.add(document)
    try ClusterDecision(survivor: survivor, cluster: survivor, clusterSize: size, similarity: 1)
      .write(about: document, to: decisions)
  }

  /// Ends the current group.
  mutating func finish(to decisions: SidecarWriter) throws {
    guard let survivor, size > 1 else { return }
    tally.addCluster(ofSize: size)
    try ClusterDecision(
      survivor: survivor, cluster: survivor, clusterSize: size, similarity: 1,
      origins: collector.finish()
    ).write(about: survivor, to: decisions)
  }
}
