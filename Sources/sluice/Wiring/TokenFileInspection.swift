import Glibc
import Pipelines
import Tokens

/// Recognises files of tokens by their first bytes and the files beside them, tokenizers by their name, and
/// checks them whole.
enum TokenFileInspection {
  /// Tokens read at a time.
  private static let pieceTokens = 1 << 20

  /// The report of a token shard of ours or of another trainer, or a tokenizer; nil for any other
  /// file.
  static func report(_ path: String) -> FileReport? {
    if path == "tokenizer.json" || path.hasSuffix("/tokenizer.json") { return tokenizer(path) }
    if let format = ExchangeInspection.format(of: path) { return exchanged(path, format) }
    guard let file = try? MappedFile(opening: path), file.bytes.count >= 8 else { return nil }
    if TokenShardReader.recognizes(file.bytes) { return native(path) }
    if MultipleChoiceReader.recognizes(file.bytes) { return questions(path) }
    guard LLMCReader.recognizes(file.bytes) else { return nil }
    return llmC(path)
  }

  private static func tokenizer(_ path: String) -> FileReport {
    var report = FileReport(path: path, format: "tokenizer")
    do {
      report.records = try Tokenizer(contentsOf: path).vocabularySize
      report.bytes = try MappedFile(opening: path).bytes.count
    } catch {
      report.add("\(error)")
    }
    return report
  }

  private static func native(_ path: String) -> FileReport {
    var report = FileReport(path: path, format: "token-shard")
    do {
      let reader = try TokenShardReader(opening: path)
      report.records = reader.documentCount
      report.tokens = reader.tokenCount
      report.bytes = reader.tokenCount * reader.tokenWidth
      try reader.verify()
    } catch {
      report.add("\(error)")
    }
    return report
  }

  private static func exchanged(_ path: String, _ format: ExchangeFormat) -> FileReport {
    var report = FileReport(path: path, format: format.rawValue)
    do {
      let found = try ExchangeInspection(of: path, format)
      report.records = found.documents
      report.tokens = found.tokens
      report.bytes = found.bytes
    } catch {
      report.add("\(error)")
    }
    return report
  }

  private static func questions(_ path: String) -> FileReport {
    var report = FileReport(path: path, format: TrainerFormat.questionsName)
    do {
      let questions = try MultipleChoiceReader(opening: path).questions
      let lengths = questions.map { $0.endings.reduce($0.context.count) { $0 + $1.count } }
      report.records = questions.count
      report.tokens = lengths.reduce(0, +)
      report.bytes = 2 * lengths.reduce(0, +)
    } catch {
      report.add("\(error)")
    }
    return report
  }

  private static func llmC(_ path: String) -> FileReport {
    var report = FileReport(path: path, format: "llm.c")
    do {
      let reader = try LLMCReader(opening: path)
      report.tokens = reader.tokenCount
      report.bytes = reader.tokenCount * reader.family.width
      report.records = try documents(in: reader)
    } catch {
      report.add("\(error)")
    }
    return report
  }

  /// Documents that start in an llm.c shard: its end-of-text tokens; nil where their id is not known.
  private static func documents(in reader: LLMCReader) throws -> Int? {
    guard let endOfText = endOfText(beside: reader.path) else { return nil }
    var count = 0
    var tokens = ContiguousArray<UInt32>()
    var start = 0
    while start < reader.tokenCount {
      let end = min(reader.tokenCount, start + pieceTokens)
      tokens.removeAll(keepingCapacity: true)
      try reader.readTokens(start..<end, into: &tokens)
      count += tokens.count { $0 == endOfText }
      start = end
    }
    return count
  }

  /// The end-of-text token of the tokenizer in the shard's folder or the one above, where a run keeps
  /// it: the shard itself does not tell.
  private static func endOfText(beside path: String) -> UInt32? {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    for folder in [folder, folder + "/.."] {
      if let tokenizer = try? Tokenizer(contentsOf: folder) { return tokenizer.endOfText }
    }
    return nil
  }
}
