import Deduplication
import Glibc
import Pipelines

/// Gathers what the deduplication stages of a finished run did.
///
/// One pass over the decisions of each stage and, where texts are wanted, one over the files of the run
/// that hold the sampled documents. Memory: the sample, the signals of one shard, two documents.
struct DeduplicationGathering {
  /// Pairs of near duplicates that are compared exactly.
  static let sampleSize = 200
  /// Pairs shown beside each other.
  static let examplesShown = 5
  /// Dropped members of a large cluster that are shown.
  static let membersShown = 3

  let run: RunStages
  /// Is told what is being done.
  let progress: (String) -> Void

  /// A stage and what its decisions say; nil where it makes none about clusters.
  private typealias Scanned = (stage: StageInstance, scan: DuplicateScan?)

  /// The reports of all deduplication stages in order.
  ///
  /// `readsTexts`: whether examples, excerpts and the exact check are wanted.
  func reports(readsTexts: Bool) throws -> [DeduplicationReport] {
    let stages = run.stages.filter { $0.type.name.hasPrefix(Self.prefix) }
    let scanned = try stages.map { stage -> Scanned in (stage, try scan(stage)) }
    var texts: RunDocuments?
    if readsTexts {
      texts = try RunDocuments(
        Set(scanned.flatMap { $0.scan.map(wanted) ?? [] }), of: run.run, inputs: run.inputs,
        textField: run.textField, progress: progress)
    }
    return try scanned.map { stage, scan in
      progress(stage.label)
      return try report(stage, scan, texts)
    }
  }

  private static let prefix = "deduplicate-"

  private func scan(_ stage: StageInstance) throws -> DuplicateScan? {
    guard stage.type is MinHashDeduplication.Type || stage.type is ExactDeduplication.Type,
      let flow = stage.corpusFlow
    else { return nil }
    progress(stage.label)
    let ranges = run.plan.phase("\(stage.label)-resolve")?.tasks ?? 1
    let paths = DataPaths.decisions(stage.label, flow: flow, ranges: ranges)
      .map(run.run.absolute)
    return try DuplicateScan(
      SidecarMerge(paths: paths, range: .all), inputs: run.inputs,
      seed: StableSeed.derive(run.plan.seed, "report/\(stage.label)"),
      sampleSize: Self.sampleSize)
  }

  /// The documents whose texts a report shows or compares.
  private func wanted(_ scan: DuplicateScan) -> [DocumentID] {
    scan.sample.entries.flatMap { [$0.element.dropped, $0.element.survivor] }
      + scan.largest.flatMap { [$0.survivor] + $0.origins.members.prefix(Self.membersShown) }
  }

  private func report(
    _ stage: StageInstance, _ scan: DuplicateScan?, _ texts: RunDocuments?
  ) throws -> DeduplicationReport {
    let counters = run.report.stages[stage.label] ?? [:]
    var report = DeduplicationReport(
      stage: stage.label, method: String(stage.type.name.dropFirst(Self.prefix.count)),
      sources: sources(stage), counters: counters)
    guard let scan else { return report }
    report.matrix = matrix(scan)
    report.clusters = try clusters(scan, counters, texts)
    guard let texts else { return report }
    var check = try (stage.settings as? MinHashSettings).map {
      try NearDuplicateCheck($0, stage: stage, run: run)
    }
    let comparesBytes = (stage.settings as? ExactSettings)?.compare == .text
    report.examples = try Examples.chosen(scan.sample.entries.map(\.element)).map { pair in
      try Examples.pair(pair, texts, run.inputs) { dropped, survivor, document in
        if comparesBytes { return dropped != survivor }
        let isObserved = try check?.isObserved(survivor, of: document)
        return isObserved.map { !$0 }
      }
    }
    report.precision = try check?.precision(scan.sample, texts)
    return report
  }

  private func sources(_ stage: StageInstance) -> [DeduplicationReport.Source] {
    run.report.sources.compactMap { funnel in
      guard stage.only?.contains(funnel.name) ?? true,
        let drop = funnel.stages.first(where: { $0.stage == stage.label })
      else { return nil }
      let documents = drop.remaining + drop.dropped.documents
      func share(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
      }
      return DeduplicationReport.Source(
        name: funnel.name, documents: documents, dropped: drop.dropped.documents,
        droppedFraction: share(drop.dropped.documents, documents),
        droppedBytes: drop.dropped.bytes,
        droppedBytesFraction: share(drop.dropped.bytes, funnel.read.bytes), edited: drop.edited)
    }
  }

  private func matrix(_ scan: DuplicateScan) -> [DeduplicationReport.MatrixCell] {
    let names = SourceNumbers(run.inputs).names
    return scan.matrix
      .sorted { ($0.key.dropped, $0.key.survivor) < ($1.key.dropped, $1.key.survivor) }
      .map { pair, count in
        DeduplicationReport.MatrixCell(
          dropped: names[pair.dropped], survivor: pair.survivor < 0 ? nil : names[pair.survivor],
          documents: count)
      }
  }

  private func clusters(
    _ scan: DuplicateScan, _ counters: [String: Int], _ texts: RunDocuments?
  ) throws -> ClusterReport {
    let count = counters["clusters"] ?? 0
    func member(_ document: DocumentID) throws -> ClusterReport.Member {
      let text = try texts?.text(of: document)
      return ClusterReport.Member(
        document: run.inputs.printedIdentity(of: document),
        excerpt: text.map { Excerpt.beginning(of: $0) })
    }
    let largest = try scan.largest.map { cluster in
      ClusterReport.Large(
        size: cluster.size, survivor: try member(cluster.survivor),
        sources: cluster.origins.sources.compactMap { origin in
          guard run.inputs.indices.contains(origin.first.input) else { return nil }
          return ClusterReport.Origin(
            source: run.inputs[origin.first.input].source, dropped: origin.count)
        },
        members: try cluster.origins.members.prefix(Self.membersShown).map(member))
    }
    return ClusterReport(
      count: count, documents: count + (counters["dropped"] ?? 0),
      sizes: ClusterReport.Size.sizes(in: counters), largest: largest)
  }
}

extension ClusterReport.Size {
  /// Reads the counters `clusterSize/<range>`, the ranges being `2`, `3-4` and so on.
  static func sizes(in counters: [String: Int]) -> [ClusterReport.Size] {
    let prefix = "clusterSize/"
    return counters.compactMap { name, count -> ClusterReport.Size? in
      guard name.hasPrefix(prefix) else { return nil }
      let bounds = name.dropFirst(prefix.count)
        .split(separator: "-", omittingEmptySubsequences: false)
      guard let from = bounds.first.flatMap({ Int($0) }) else { return nil }
      return ClusterReport.Size(
        from: from, to: bounds.count == 1 ? from : Int(bounds[1]), clusters: count)
    }
    .sorted { $0.from < $1.from }
  }
}
