import Pipelines
import Tokens

/// Encodes the surviving documents of one input, where something must be known of all of them first:
/// the tokenizer that the run trains on them, or how many bytes they have.
///
/// Otherwise the last pass over the documents encodes them.
struct TokenizePhase: PhaseBody {
  let inputs: [InputShard]
  let textFields: [String: String]
  let encoding: DocumentEncoding

  static let name = "tokenize"
  static let folder = "data/tokenize"

  static func trainingPath(_ input: Int) -> String { "\(folder)/\(input).train" }
  static func validationPath(_ input: Int) -> String { "\(folder)/\(input).validation" }
  static func roundsPath(_ input: Int) -> String { "\(folder)/\(input).rounds" }

  func run(_ task: TaskContext) throws {
    let shard = inputs[task.index]
    var encoded = try EncodedDocuments(encoding, of: shard, task)
    var survivors = try SurvivingDocuments(
      of: shard, in: task.run, textField: textFields[shard.source] ?? "text")
    var batch: [Survivor] = []
    var consumed = 0
    while try survivors.nextBatch(into: &batch) {
      try task.checkCancellation()
      for document in batch { try encoded.append(document) }
      task.advance(documents: batch.count, inputBytes: survivors.consumedBytes - consumed)
      consumed = survivors.consumedBytes
    }
    try encoded.finish()
  }
}
