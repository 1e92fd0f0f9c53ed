import Pipelines
import Text
import Tokens

/// What a run encodes its documents with, which of them it holds out, and which it uses at all.
struct DocumentEncoding: Sendable {
  let sources: [String]
  let tokenizer: TokenizerProvider
  let validation: ValidationShare
  let mixture: MixtureSettings
  let seed: UInt64
}

/// Encodes the documents of one input: a token shard of training documents and one of validation
/// documents, and where documents are rehydrated the rounds of their copies.
struct EncodedDocuments: DocumentSink {
  private let encoding: DocumentEncoding
  private let shard: InputShard
  private let task: TaskContext
  private let encoder: TokenEncoder
  private let endOfText: UInt32
  private let sourceOrdinal: UInt32
  private let split: ValidationSplit
  private let part: UsedPart
  private let training: TokenShardWriter
  private let heldOut: TokenShardWriter
  private var rounds: RoundsBuilder?
  private var trainingBytes = 0
  private var heldOutBytes = 0

  init(_ encoding: DocumentEncoding, of shard: InputShard, _ task: TaskContext) throws {
    self.encoding = encoding
    self.shard = shard
    self.task = task
    let tokenizer = try encoding.tokenizer.tokenizer(in: task.run)
    guard let endOfText = tokenizer.endOfText else {
      throw CommandError(
        "the tokenizer has no <|endoftext|> token; documents could not be told apart",
        status: .usage)
    }
    self.endOfText = endOfText
    sourceOrdinal = UInt32(encoding.sources.firstIndex(of: shard.source) ?? 0)
    split = try encoding.validation.split(of: shard.source, in: task.run)
    part = UsedPart(fraction: encoding.mixture.fraction(of: shard.source), seed: encoding.seed)
    training = try TokenShardWriter(
      path: task.output(TokenizePhase.trainingPath(shard.ordinal)), tokenizer: tokenizer)
    heldOut = try TokenShardWriter(
      path: task.output(TokenizePhase.validationPath(shard.ordinal)), tokenizer: tokenizer)
    rounds = encoding.mixture.rehydrate.map(RoundsBuilder.init)
    encoder = encoding.tokenizer.takeEncoder(of: tokenizer)
  }

  mutating func append(_ document: Document) throws { try append(Survivor(document)) }

  mutating func append(_ document: Survivor) throws {
    let key = shard.stableKey(record: document.id.record, seed: encoding.seed)
    // Members of one cluster that were all kept stand on one side.
    let cluster = document.cluster.map {
      ValidationSplit.key(printedIdentity: $0, seed: encoding.seed)
    }
    let isHeldOut = split.isValidation(cluster ?? key)
    guard isHeldOut || part.isUsed(key) else {
      task.tally.add("documents/unused/\(shard.source)")
      return
    }
    let origin = TokenShardDocument(source: sourceOrdinal, id: document.id.rawValue, key: key)
    let writer = isHeldOut ? heldOut : training
    // In pieces: all ids of a long text would take as much memory as the text.
    writer.beginDocument(origin)
    try writer.append([endOfText].span)
    try encoder.encode(document.text.span) { try writer.append($0.span) }
    let tokens = try writer.endDocument()
    if isHeldOut {
      heldOutBytes += document.text.count
    } else {
      rounds?.append(key, tokens: tokens, clusterSize: document.clusterSize)
      trainingBytes += document.text.count
    }
  }

  mutating func finish() throws {
    let manifest = TokenShardManifest(
      sources: encoding.sources, endOfText: .before, endOfTextToken: endOfText)
    _ = try training.finish(manifest)
    _ = try heldOut.finish(manifest)
    if let rounds {
      let file = try FileWriter(creating: task.output(TokenizePhase.roundsPath(shard.ordinal)))
      try file.write(rounds.encoded())
      try file.close()
    }
    task.tally.add("bytes/tokenized/train", trainingBytes)
    task.tally.add("bytes/tokenized/validation", heldOutBytes)
    encoding.tokenizer.giveBack(encoder)
  }
}
