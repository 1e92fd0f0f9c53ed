import Pipelines
import Text
import Tokens

/// Writes the documents of other trainers' shards as native token shards.
struct ImportedShards {
  private let split: ExchangeFormat.Split
  private let staging: StagingFolder
  private let shardTokens: Int

  /// - `shardTokens`: tokens per shard of the training set; validation is one shard.
  init(_ split: ExchangeFormat.Split, staging: StagingFolder, shardTokens: Int) {
    self.split = split
    self.staging = staging
    self.shardTokens = shardTokens
  }

  /// Copies all documents, each behind its end-of-text token where there is one.
  ///
  /// - `fingerprint`: of the tokenizer; zero stands for an unknown one.
  ///
  /// Returns the paths of the shards in the staging folder.
  func copy(
    _ documents: any TokenDocumentReader, fingerprint: Hash128?, vocabularySize: Int,
    endOfText: UInt32?
  ) throws -> (summary: ExchangeSummary.Split, paths: [String]) {
    var summary = ExchangeSummary.Split(split: split.rawValue)
    var paths: [String] = []
    var series = TokenShardSeries(
      fingerprint: fingerprint ?? Hash128(high: 0, low: 0), vocabularySize: vocabularySize,
      manifest: TokenShardManifest(
        sources: [], endOfText: endOfText == nil ? .absent : .before, endOfTextToken: endOfText),
      shardTokens: split == .train ? shardTokens : .max, hasLossMask: documents.hasLossMask
    ) { number in
      let name = split == .train ? MixPhase.shardName(number) : MixPhase.validationName
      summary.files.append(name)
      paths.append("\(staging.path)/\(name)")
      return paths[number]
    }
    var ordinals: [String: Int] = [:]
    var document = TokenDocument()
    var ids = ContiguousArray<UInt32>()
    var trained = ContiguousArray<Bool>()
    while try documents.next(&document) {
      let source = ordinals[document.source] ?? ordinals.count
      if source == ordinals.count {
        ordinals[document.source] = source
        series.manifest.sources.append(document.source)
      }
      let key =
        document.key ?? StableHash.hash128("\(document.source):\(document.place)")
      let origin = TokenShardDocument(
        source: UInt32(source),
        id: DocumentID(input: source, record: max(1, document.place) - 1).rawValue, key: key)
      ids.removeAll(keepingCapacity: true)
      trained.removeAll(keepingCapacity: true)
      if let endOfText, !document.isContinuation {
        ids.append(endOfText)
        trained.append(document.isEndOfTextTrained)
      }
      ids.append(contentsOf: document.tokens)
      if documents.hasLossMask {
        trained.append(contentsOf: document.trained)
        let missing = ids.count - trained.count
        trained.append(contentsOf: repeatElement(true, count: missing))
        try series.append(ids.span, trained: trained.span, of: origin)
      } else {
        try series.append(ids.span, of: origin)
      }
      if series.documentCount % 1024 == 0 { try InputOptions.stopIfInterrupted() }
    }
    try series.finish()
    summary.documents = series.documentCount
    summary.tokens = series.tokenCount
    return (summary, paths)
  }
}
