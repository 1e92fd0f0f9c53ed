public import Pipelines
import Text

/// Drops near duplicates: MinHash finds candidates, their shingle sets decide.
///
/// - *observe* writes one record per band, keyed by the band's rows, and a `ShingleSketch` to the table.
/// - *resolve* groups the records to buckets and verifies pairs: constant memory.
/// - *reduce* joins verified pairs to components, splits these into clusters around survivors
///   (`LeaderClustering`) and checks how much each source loses. Memory: 48 bytes per distinct verified
///   pair, 36 per document in one, and 64 and 8 per survivor rule per document of the largest component;
///   other documents cost nothing. With `cluster: components` each range of resolve leaves out edges
///   that say nothing new, and reduce takes 64 bytes per document in a pair instead of the first two.
///
/// With an `index`, documents meet those that earlier runs kept under the same band keys, whose sketches
/// verify them; the earlier ones always stay, and the run's survivors join them when it ends
/// (`IndexedStage`). An index holds survivors alone: what is near to a dropped document, but not to the one
/// it was dropped for, is kept, as clusters around survivors have it.
///
/// Disk: 17 bytes per document and band, 16 + 4 × min(distinct shingles, sketch size) per document, and
/// with `minimumContainment` 17 bytes per `containmentSampling` shingles. An index takes the same, 20 bytes
/// and the length of its own id for each document it keeps.
///
/// Source: Broder 1997; verification instead of trust in shared bands as in Lee et al. 2022, who check
/// each pair; no transitive drops, which removed whole sources elsewhere.
public struct MinHashDeduplication: CorpusStage {
  public typealias Settings = MinHashSettings

  public static let name = "deduplicate-minhash"
  public static let summary =
    "Drops near duplicates found by MinHash and verified by the Jaccard similarity of shingles."
  public static let rules = ["near-duplicate", "contained"]
  public static let flow = CorpusFlow(.rangesThenReduce, scope: .document, hasTable: true)

  /// Buffers of one observing task.
  public struct ObserverState {
    var shingles: ShingleMaker
    var signature: SignatureMaker
    var sketch = SketchBuilder()
    var containment: ContainmentKeys
    var ranks: [UInt8] = []
  }

  private let settings: MinHashSettings
  private let signature: SignatureMaker
  private let inputs: [InputShard]
  private let order: SurvivorOrder
  private let scope: ScopeSalt
  private let ownID: MetadataField
  private let index: IndexAccess?

  public init(_ settings: MinHashSettings, context: StageContext) throws {
    self.settings = settings
    signature = SignatureMaker(settings.hashFamily, settings.banding)
    inputs = context.inputs
    order = try SurvivorOrder(
      rules: settings.survivor, sources: settings.sources, inputs: context.inputs)
    scope = ScopeSalt(settings.scope, inputs: context.inputs)
    ownID = MetadataField(settings.idField)
    index = settings.index.map { IndexAccess(folder: IndexFolder($0).path) }
  }

  public func makeObserverState() -> ObserverState {
    ObserverState(
      shingles: ShingleMaker(settings), signature: signature,
      containment: ContainmentKeys(sampling: settings.containmentSampling))
  }

  public func observe(
    _ document: borrowing Document, shared: inout SharedScratch, state: inout ObserverState,
    into observations: ObservationWriter
  ) throws {
    observations.tally.add("documents")
    state.shingles.fill(from: document, shared: &shared)
    if order.readsValues {
      state.ranks.removeAll(keepingCapacity: true)
      order.appendRanks(of: document, to: &state.ranks, tally: &observations.tally)
    }
    state.sketch.build(
      state.shingles.hashes, textBytes: document.text.count, sketchSize: settings.sketchSize,
      ranks: state.ranks)
    if index == nil {
      try observations.setTableBytes(state.sketch.bytes.span, of: document.id)
    } else {
      let id = ownID.value(in: document)?.bytes ?? []
      try observations.setTableBytes(
        SketchEntry.bytes(sketch: state.sketch.bytes, id: id).span, of: document.id)
    }
    guard !state.shingles.hashes.isEmpty else {
      observations.tally.add("documentsWithoutShingles")
      return
    }
    state.signature.fill(from: state.shingles.hashes)
    let salt = scope.salt(of: document, tally: &observations.tally).high
    for key in state.signature.bandKeys {
      try observations.append(key: key ^ salt, document: document.id)
    }
    observations.tally.add("bandRecords", settings.bands)
    guard settings.minimumContainment != nil else { return }
    state.containment.fill(from: state.shingles.hashes)
    for key in state.containment.keys {
      try observations.append(key: key ^ salt, document: document.id)
    }
    observations.tally.add("containmentRecords", state.containment.keys.count)
  }

  public func resolve(
    _ observations: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    var edges = EdgeWriter(decisions, reducing: settings.cluster == .components)
    var earlier = try index?.reader(for: context).bandRecords(in: context.range)
    func group(_ empty: some CandidateBuckets) throws {
      var buckets = empty
      try buckets.group(observations, with: &earlier, to: &edges)
      context.tally.merge(buckets.tally)
    }
    if settings.verify == .none {
      try group(StarEdges())
    } else {
      try group(BucketVerification(try verifier(context)))
    }
    if settings.cluster == .components { context.tally.add("forestEdges", edges.count) }
  }

  public func reduce(
    _ records: SidecarMerge, context: ResolveContext, into decisions: SidecarWriter
  ) throws {
    let verifier = try verifier(context)
    var sources = SourceGuard(inputs: context.inputs)
    var collector = OriginsCollector(SourceNumbers(context.inputs))
    func decide(_ cluster: LeaderClustering.Cluster) throws {
      context.tally.addCluster(ofSize: cluster.size)
      for member in cluster.dropped { collector.add(member.document) }
      let origins = collector.finish()
      let name = cluster.survivor.isIndexed ? try verifier.index?.name(of: cluster.survivor) : nil
      if name != nil { context.tally.add("droppedForEarlier", cluster.dropped.count) }
      sources.add(cluster.survivor, named: name?.identity, origins)
      try Self.write(cluster, origins, survivorName: name, to: decisions)
    }
    if let index = verifier.index {
      context.tally.add("earlierDocuments", index.documentCount)
    }
    switch settings.cluster {
    case .leaders:
      let graph = try SimilarityGraph(records, inputs: context.inputs)
      context.tally.add("distinctVerifiedPairs", graph.edgeCount)
      var clustering = LeaderClustering(graph: graph, verifier: verifier, order: order)
      try graph.forEachComponent { component in
        for cluster in try clustering.clusters(of: component) { try decide(cluster) }
      }
    case .components:
      var forest = DocumentForest()
      while try records.advance() {
        guard let edge = SimilarityEdge(records) else {
          throw DeduplicationError(
            problem: .unreadableRecord(bytes: records.payload.count),
            document: inputs.printedIdentity(of: DocumentID(rawValue: records.key)))
        }
        _ = forest.join(DocumentID(rawValue: edge.first), DocumentID(rawValue: edge.second))
      }
      let clustering = ComponentClustering(verifier: verifier, order: order)
      try forest.forEachComponent { try decide(clustering.cluster(of: $0)) }
    }
    try sources.check(
      maximumDroppedFraction: settings.maximumDroppedFraction, advice: "raise 'minimumSimilarity'"
    ) { verifier.tables.count(ofInput: $0) }
  }

  private static func write(
    _ cluster: LeaderClustering.Cluster, _ origins: ClusterOrigins,
    survivorName: EarlierDocument?, to decisions: SidecarWriter
  ) throws {
    var decision = ClusterDecision(
      survivor: cluster.survivor, cluster: cluster.id, clusterSize: cluster.size, similarity: 1,
      origins: origins)
    if survivorName == nil { try decision.write(about: cluster.survivor, to: decisions) }
    decision.origins = nil
    decision.earlierSurvivor = survivorName
    for member in cluster.dropped {
      decision.similarity = member.match.value
      decision.isContained = member.match.isContainment
      try decision.write(about: member.document, to: decisions)
    }
  }

  private func verifier(_ context: ResolveContext) throws -> Verifier {
    guard let tables = context.tables else {
      throw DeduplicationError(problem: .missingSketch, document: "the observe tables")
    }
    return Verifier(
      tables: tables, inputs: context.inputs, index: try index?.reader(for: context),
      minimumSimilarity: settings.minimumSimilarity,
      minimumContainment: settings.minimumContainment, sketchSize: settings.sketchSize)
  }

  public func makeApplier(_ decisions: SidecarMerge, shard: InputShard) throws -> ClusterApplier {
    try ClusterApplier(
      decisions, inputs: inputs, rule: "near-duplicate",
      threshold: settings.verify == .none ? 0 : settings.minimumSimilarity,
      containment: settings.minimumContainment.map { ("contained", $0) })
  }

  public func apply(
    _ applier: inout ClusterApplier, to document: inout Document, shared: inout SharedScratch
  ) throws -> Verdict {
    try applier.apply(to: &document)
  }
}
