import Pipelines
import Text
import Tokens

/// Writes the documents of one split in the formats of other trainers, below `tokens/<format>`.
///
/// A split without documents leaves no files: trainers do not open empty ones.
final class TrainerExports {
  private let task: TaskContext
  private let formats: [ExchangeFormat]
  private let split: ExchangeFormat.Split
  private let settings: ExchangeFormat.WritingSettings
  private let sources: [String]
  private var writers: [(folder: String, name: String, writer: any TokenDocumentWriter)] = []
  private var document = TokenDocument()

  /// Refuses formats that cannot hold the tokenizer's ids.
  ///
  /// - `sources`: their names by ordinal.
  init(
    _ formats: [ExchangeFormat], of split: ExchangeFormat.Split, sources: [String],
    tokenizer: Tokenizer, task: TaskContext
  ) throws {
    self.task = task
    self.formats = formats
    self.split = split
    self.sources = sources
    settings = ExchangeFormat.WritingSettings(
      vocabularySize: tokenizer.vocabularySize, endOfText: tokenizer.endOfText ?? 0,
      tokenizer: tokenizer.fingerprint.description)
    for format in formats {
      do {
        try format.validate(settings)
      } catch {
        throw CommandError("'tokens.export': \(error)", status: .usage)
      }
    }
  }

  /// Appends a document of a token shard, whose first token is its end of text.
  func append(
    _ tokens: Range<Int>, from shard: TokenShardReader, of origin: TokenShardDocument
  ) throws {
    if formats.isEmpty { return }
    if writers.isEmpty { try open() }
    document.tokens.removeAll(keepingCapacity: true)
    try shard.readTokens(tokens.dropFirst(), into: &document.tokens)
    document.source = sources[Int(origin.source)]
    document.place = DocumentID(rawValue: origin.id).record + 1
    document.key = origin.key
    for (_, _, writer) in writers { try writer.append(document) }
  }

  /// Completes the files and registers them as outputs.
  func finish() throws {
    for (folder, name, writer) in writers {
      for path in try writer.finish() {
        try moveFile(path, to: task.output("tokens/\(name)" + path.dropFirst(folder.count)))
      }
    }
    writers = []
  }

  private func open() throws {
    for format in formats {
      let inside = try task.scratch("exchange/\(split.rawValue)/\(format.rawValue)/x")
      let folder = String(inside.dropLast(2))
      writers.append(
        (
          folder, format.rawValue,
          try format.makeWriter(folder: folder, split: split, settings)
        ))
    }
  }
}
