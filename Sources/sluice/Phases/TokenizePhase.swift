import Pipelines
import Tokens

/// Encodes the surviving documents of one input: a token shard of training documents and one of
/// validation documents, and where documents are rehydrated the rounds of their copies.
struct TokenizePhase: PhaseBody {
  let inputs: [InputShard]
  let sources: [String]
  let textFields: [String: String]
  let tokenizer: TokenizerProvider
  let validation: ValidationShare
  let mixture: MixtureSettings
  let seed: UInt64

  static let name = "tokenize"

  static func trainingPath(_ input: Int) -> String { "data/tokenize/\(input).train" }
  static func validationPath(_ input: Int) -> String { "data/tokenize/\(input).validation" }
  static func roundsPath(_ input: Int) -> String { "data/tokenize/\(input).rounds" }

  func run(_ task: TaskContext) throws {
    let shard = inputs[task.index]
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    guard let endOfText = tokenizer.endOfText else {
      throw CommandError(
        "the tokenizer has no <|endoftext|> token; documents could not be told apart",
        status: .usage)
    }
    let encoder = tokenizer.makeEncoder()
    let training = try TokenShardWriter(
      path: task.output(Self.trainingPath(shard.ordinal)), tokenizer: tokenizer)
    let heldOut = try TokenShardWriter(
      path: task.output(Self.validationPath(shard.ordinal)), tokenizer: tokenizer)
    let split = try validation.split(of: shard.source, in: task.run)
    let part = UsedPart(fraction: mixture.fraction(of: shard.source), seed: seed)
    var rounds = mixture.rehydrate.map(RoundsBuilder.init)
    let sourceOrdinal = UInt32(sources.firstIndex(of: shard.source) ?? 0)
    var survivors = try SurvivingDocuments(
      of: shard, in: task.run, textField: textFields[shard.source] ?? "text")
    var batch: [Survivor] = []
    var ids = ContiguousArray<UInt32>()
    var consumed = 0
    while try survivors.nextBatch(into: &batch) {
      try task.checkCancellation()
      for document in batch {
        let key = shard.stableKey(record: document.id.record, seed: seed)
        // Members of one cluster that were all kept stand on one side.
        let cluster = document.cluster.map {
          ValidationSplit.key(printedIdentity: $0, seed: seed)
        }
        let isHeldOut = split.isValidation(cluster ?? key)
        guard isHeldOut || part.isUsed(key) else {
          task.tally.add("documents/unused/\(shard.source)")
          continue
        }
        ids.removeAll(keepingCapacity: true)
        ids.append(endOfText)
        try encoder.encode(document.text.span, into: &ids)
        let origin = TokenShardDocument(
          source: sourceOrdinal, id: document.id.rawValue, key: key)
        try (isHeldOut ? heldOut : training).append(ids.span, of: origin)
        if !isHeldOut {
          rounds?.append(key, tokens: ids.count, clusterSize: document.clusterSize)
        }
        task.tally.add("bytes/tokenized/\(isHeldOut ? "validation" : "train")", document.text.count)
      }
      task.advance(documents: batch.count, inputBytes: survivors.consumedBytes - consumed)
      consumed = survivors.consumedBytes
    }
    let manifest = TokenShardManifest(
      sources: sources, endOfText: .before, endOfTextToken: endOfText)
    _ = try training.finish(manifest)
    _ = try heldOut.finish(manifest)
    if let rounds {
      let file = try FileWriter(creating: task.output(Self.roundsPath(shard.ordinal)))
      try file.write(rounds.encoded())
      try file.close()
    }
  }
}
