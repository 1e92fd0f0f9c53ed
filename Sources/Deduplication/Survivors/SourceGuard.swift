import Pipelines

/// A source that would lose more of its documents to deduplication than is allowed.
public struct DroppedFractionExceeded: Error, Equatable, CustomStringConvertible {
  /// One of the biggest clusters that reach into the source.
  public struct Cluster: Equatable, Sendable {
    /// Printed identity of the document that is kept.
    public var survivor: String
    /// Documents in the cluster.
    public var size: Int
    /// Printed identities of the first few dropped documents.
    public var examples: [String]
  }

  public var source: String
  public var droppedDocuments: Int
  public var documents: Int
  public var maximumDroppedFraction: Double
  /// The biggest clusters with dropped documents of the source, biggest first.
  public var largestClusters: [Cluster]

  public var description: String {
    let lines = largestClusters.map { cluster in
      "  \(cluster.size) documents, kept \(cluster.survivor), dropped "
        + cluster.examples.joined(separator: ", ")
    }
    return """
      source '\(source)': deduplication would drop \(droppedDocuments) of \(documents) documents, more \
      than 'maximumDroppedFraction' \(maximumDroppedFraction) allows; look at the biggest clusters below, \
      then set 'maximumDroppedFraction: 1' to go on or raise 'minimumSimilarity'
      \(lines.joined(separator: "\n"))
      """
  }
}

/// Counts dropped documents per source and refuses when a source would lose too many.
///
/// Sources of fewer than `guardedDocuments` documents are not guarded: there a few real copies are a
/// large fraction.
struct SourceGuard {
  static let guardedDocuments = 100
  private static let clustersShown = 5
  private static let examplesShown = 3

  private let inputs: [InputShard]
  private var droppedByInput: [Int]
  /// The biggest clusters of each source, biggest first.
  private var largest: [String: [DroppedFractionExceeded.Cluster]] = [:]

  init(inputs: [InputShard]) {
    self.inputs = inputs
    droppedByInput = Array(repeating: 0, count: inputs.count)
  }

  mutating func add(_ cluster: LeaderClustering.Cluster) {
    var examples: [String: [DocumentID]] = [:]
    for member in cluster.dropped where inputs.indices.contains(member.document.input) {
      droppedByInput[member.document.input] += 1
      let source = inputs[member.document.input].source
      if examples[source, default: []].count < Self.examplesShown {
        examples[source, default: []].append(member.document)
      }
    }
    for (source, documents) in examples {
      var list = largest[source] ?? []
      if list.count == Self.clustersShown, let last = list.last, last.size >= cluster.size {
        continue
      }
      let position = list.firstIndex { $0.size < cluster.size } ?? list.count
      list.insert(
        .init(
          survivor: inputs.printedIdentity(of: cluster.survivor), size: cluster.size,
          examples: documents.map { inputs.printedIdentity(of: $0) }),
        at: position)
      largest[source] = Array(list.prefix(Self.clustersShown))
    }
  }

  /// Throws for the first source, in plan order, that loses more than the fraction; `documentCount`
  /// tells the observed documents of an input.
  func check(maximumDroppedFraction: Double, documentCount: (_ input: Int) -> Int) throws {
    var checked: [String] = []
    for input in inputs where !checked.contains(input.source) {
      checked.append(input.source)
      let ofSource = inputs.filter { $0.source == input.source }
      let documents = ofSource.reduce(0) { $0 + documentCount($1.ordinal) }
      let dropped = ofSource.reduce(0) { $0 + droppedByInput[$1.ordinal] }
      guard documents >= Self.guardedDocuments,
        Double(dropped) > maximumDroppedFraction * Double(documents)
      else { continue }
      throw DroppedFractionExceeded(
        source: input.source, droppedDocuments: dropped, documents: documents,
        maximumDroppedFraction: maximumDroppedFraction, largestClusters: largest[input.source] ?? []
      )
    }
  }
}
