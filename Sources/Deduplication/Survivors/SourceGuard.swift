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
  /// What else than allowing it can help, for the stage at hand.
  public var advice: String

  public var description: String {
    let lines = largestClusters.map { cluster in
      "  \(cluster.size) documents, kept \(cluster.survivor), dropped "
        + cluster.examples.joined(separator: ", ")
    }
    return """
      source '\(source)': deduplication would drop \(droppedDocuments) of \(documents) documents, more \
      than 'maximumDroppedFraction' \(maximumDroppedFraction) allows; look at the biggest clusters below, \
      then set 'maximumDroppedFraction: 1' to go on, or \(advice)
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
  private let numbers: SourceNumbers
  private var dropped: [Int]
  /// The biggest clusters of each source, biggest first.
  private var largest: [[DroppedFractionExceeded.Cluster]]

  init(inputs: [InputShard]) {
    self.inputs = inputs
    numbers = SourceNumbers(inputs)
    dropped = Array(repeating: 0, count: numbers.names.count)
    largest = Array(repeating: [], count: numbers.names.count)
  }

  /// Adds a cluster by its survivor, what that is called where it is of an earlier run, and what was
  /// dropped for it.
  mutating func add(
    _ survivor: DocumentID, named name: String? = nil, _ origins: ClusterOrigins
  ) {
    let size = origins.sources.reduce(1) { $0 + $1.count }
    for entry in origins.sources {
      guard let source = numbers.number(of: entry.first) else { continue }
      dropped[source] += entry.count
      let list = largest[source]
      if list.count == Self.clustersShown, let last = list.last, last.size >= size { continue }
      let named = origins.members.filter { numbers.number(of: $0) == source }
      let examples = named.isEmpty ? [entry.first] : Array(named.prefix(Self.examplesShown))
      largest[source].insert(
        .init(
          survivor: name ?? inputs.printedIdentity(of: survivor), size: size,
          examples: examples.map { inputs.printedIdentity(of: $0) }),
        at: list.firstIndex { $0.size < size } ?? list.count)
      largest[source] = Array(largest[source].prefix(Self.clustersShown))
    }
  }

  /// Throws for the first source, in plan order, that loses more than the fraction.
  ///
  /// `advice` is what the stage's settings offer instead, `documentCount` tells the observed documents of
  /// an input.
  func check(
    maximumDroppedFraction: Double, advice: String, documentCount: (_ input: Int) -> Int
  ) throws {
    var documents = Array(repeating: 0, count: numbers.names.count)
    for input in inputs {
      documents[numbers.ofInputs[input.ordinal]] += documentCount(input.ordinal)
    }
    for source in numbers.names.indices {
      guard documents[source] >= Self.guardedDocuments,
        Double(dropped[source]) > maximumDroppedFraction * Double(documents[source])
      else { continue }
      throw DroppedFractionExceeded(
        source: numbers.names[source], droppedDocuments: dropped[source],
        documents: documents[source], maximumDroppedFraction: maximumDroppedFraction,
        largestClusters: largest[source], advice: advice)
    }
  }

  /// Checks the setting `maximumDroppedFraction`.
  /// - Throws: `SettingsProblem`.
  static func validate(_ maximumDroppedFraction: Double) throws {
    guard maximumDroppedFraction >= 0, maximumDroppedFraction <= 1 else {
      throw SettingsProblem(
        "maximumDroppedFraction", "is \(maximumDroppedFraction); 0 to 1 is accepted")
    }
  }
}
