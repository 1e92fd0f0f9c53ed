import Pipelines
import Tokens

/// Encodes the surviving documents of one input: a token shard of training documents and one of
/// validation documents.
struct TokenizePhase: PhaseBody {
  let inputs: [InputShard]
  let sources: [String]
  let textFields: [String: String]
  let tokenizer: TokenizerProvider
  let split: ValidationSplit
  let seed: UInt64

  static let name = "tokenize"

  static func trainingPath(_ input: Int) -> String { "data/tokenize/\(input).train" }
  static func validationPath(_ input: Int) -> String { "data/tokenize/\(input).validation" }

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
    let validation = try TokenShardWriter(
      path: task.output(Self.validationPath(shard.ordinal)), tokenizer: tokenizer)
    let sourceOrdinal = UInt32(sources.firstIndex(of: shard.source) ?? 0)
    var survivors = try SurvivingDocuments(
      of: shard, in: task.run, textField: textFields[shard.source] ?? "text")
    var batch: [(id: DocumentID, text: [UInt8])] = []
    var ids = ContiguousArray<UInt32>()
    var consumed = 0
    while try survivors.nextBatch(into: &batch) {
      try task.checkCancellation()
      for document in batch {
        ids.removeAll(keepingCapacity: true)
        ids.append(endOfText)
        encoder.encode(document.text.span, into: &ids)
        let key = shard.stableKey(record: document.id.record, seed: seed)
        let origin = TokenShardDocument(
          source: sourceOrdinal, id: document.id.rawValue, key: key)
        let isHeldOut = split.isValidation(key)
        try (isHeldOut ? validation : training).append(ids.span, of: origin)
        task.tally.add("bytes/tokenized/\(isHeldOut ? "validation" : "train")", document.text.count)
      }
      task.advance(documents: batch.count, inputBytes: survivors.consumedBytes - consumed)
      consumed = survivors.consumedBytes
    }
    let manifest = TokenShardManifest(
      sources: sources, endOfText: .before, endOfTextToken: endOfText)
    _ = try training.finish(manifest)
    _ = try validation.finish(manifest)
  }
}
