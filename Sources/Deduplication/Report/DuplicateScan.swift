package import Pipelines
import Text

/// What the decisions of a stage say about clusters, sources and pairs, read once as a stream.
///
/// Memory: a number for each pair of sources that occurs, ten clusters and the sample.
package struct DuplicateScan {
  /// A dropped document and the one it was dropped for.
  package struct Pair: Equatable, Sendable {
    package var dropped: DocumentID
    package var survivor: DocumentID
    /// What the stage measured: their similarity, or the share of the dropped one in the other.
    package var similarity: Double
    /// Whether it is such a share.
    package var isContained: Bool
  }

  /// A cluster by its survivor.
  package struct Cluster: Equatable, Sendable {
    package var survivor: DocumentID
    /// Documents in it, the survivor included.
    package var size: Int
    package var origins: ClusterOrigins
  }

  /// Clusters that are told one by one.
  package static let clustersKept = 10

  /// Dropped documents by their own source and that of the survivor, both numbered by `SourceNumbers`;
  /// −1 stands for a survivor that is no document of the run.
  package private(set) var matrix: [SourcePair: Int] = [:]
  /// The largest clusters, largest first; of equal ones those with the first survivors.
  package private(set) var largest: [Cluster] = []
  /// Some pairs, chosen by hash.
  package private(set) var sample: KeyedSample<Pair>

  /// The sources of a pair.
  package struct SourcePair: Hashable, Sendable {
    package var dropped: Int
    package var survivor: Int

    package init(dropped: Int, survivor: Int) {
      self.dropped = dropped
      self.survivor = survivor
    }
  }

  /// Reads the decisions of a stage that groups documents to clusters.
  ///
  /// - Parameters:
  ///   - decisions: all of the stage's.
  ///   - inputs: the run's inputs in plan order.
  ///   - seed: of the sample; the same documents are drawn whatever other inputs there are.
  ///   - sampleSize: pairs drawn at most.
  /// - Throws: `DeduplicationError` for a decision that cannot be read.
  package init(
    _ decisions: SidecarMerge, inputs: [InputShard], seed: UInt64, sampleSize: Int
  ) throws {
    let sources = SourceNumbers(inputs)
    let shardSeeds = inputs.map { StableSeed.derive(seed, "\($0.source)/\($0.name)") }
    sample = KeyedSample(limit: sampleSize)
    while try decisions.advance() {
      let document = DocumentID(rawValue: decisions.key)
      guard let decision = ClusterDecision(decisions.payload),
        let source = sources.number(of: document)
      else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: decisions.payload.count),
          document: inputs.printedIdentity(of: document))
      }
      if decision.survivor == document {
        add(decision)
        continue
      }
      let survivor = sources.number(of: decision.survivor) ?? -1
      matrix[SourcePair(dropped: source, survivor: survivor), default: 0] += 1
      guard survivor >= 0 else { continue }
      let record = UInt64(document.record)
      sample.add(
        Pair(
          dropped: document, survivor: decision.survivor, similarity: decision.similarity,
          isContained: decision.isContained),
        key: StableHash.finalize(shardSeeds[document.input] ^ StableHash.finalize(record)))
    }
  }

  private mutating func add(_ decision: ClusterDecision) {
    if largest.count == Self.clustersKept {
      guard let last = largest.last, decision.clusterSize > last.size else { return }
      largest.removeLast()
    }
    let place = largest.firstIndex { $0.size < decision.clusterSize } ?? largest.count
    largest.insert(
      Cluster(
        survivor: decision.survivor, size: decision.clusterSize,
        origins: decision.origins ?? ClusterOrigins()), at: place)
  }
}
