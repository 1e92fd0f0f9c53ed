import ArgumentParser
import Pipelines
import Shards
import Text
import Tokens

extension TokenizerCommand {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compares tokenizers on documents: bytes per token, fertility, unused ids.",
      discussion: """
        Fertility is tokens per word, words being what white space divides. With --by, documents are \
        grouped by a field of their records, such as their language.

        EXAMPLES
          sluice tokenizer compare runs/tokenizer.json --input samples/books
          sluice tokenizer compare runs/tokenizer.json --input samples/web \\
            --by source --json
        """)

    @Argument(help: "Tokenizers: files or folders.", completion: .file())
    var tokenizers: [String]

    @Option(help: "Shards, folders or globs of documents; may be repeated.", completion: .file())
    var input: [String]

    @Option(help: "Field that holds the text.")
    var textField = "text"

    @Option(help: "Field of the records by which figures are grouped, such as lang.")
    var by: String?

    @Option(help: "Stop after this much text of each input, in MiB.")
    var maximumText = 64

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
      guard !tokenizers.isEmpty, !input.isEmpty else {
        throw ValidationError("name at least one tokenizer, and documents by --input")
      }
      guard (1...1 << 20).contains(maximumText) else {
        throw ValidationError("--maximum-text is \(maximumText); expected 1 to 1048576")
      }
    }

    func run() throws {
      var measures = try tokenizers.map {
        TokenizerMeasure($0, try TokenizerOptions.load($0, splitPattern: nil))
      }
      var skipped = 0
      for pattern in input {
        var bytes = 0
        for shard in try InputOptions.shards([pattern], source: "input", format: nil) {
          let problems = try InputOptions.forEachDocument(
            of: shard, reading: ReadingSettings(textField: textField),
            limit: { bytes >= maximumText << 20 }
          ) { document in
            let group = by.map { field in document.record.text(of: field) ?? "(none)" } ?? "all"
            for index in measures.indices { try measures[index].add(document.text, group: group) }
            bytes += document.text.count
          }
          problems.report()
          skipped += problems.count
        }
      }
      let reports = measures.map(\.report)
      if json {
        try Terminal.json(["tokenizers": reports])
      } else {
        for line in TextReport.table([TokenizerMeasure.heads] + measures.flatMap(\.rows)) {
          Terminal.line(line)
        }
      }
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }
  }
}

extension Record {
  /// A field as text: a string's content, or another value as it stands.
  fileprivate func text(of field: String) -> String? {
    guard let range = valueRange(of: field) else { return nil }
    let isString = bytes[range.lowerBound] == UInt8(ascii: "\"")
    let body = isString ? range.lowerBound + 1..<range.upperBound - 1 : range
    return String(decoding: bytes[body], as: UTF8.self)
  }
}

/// Counts what one tokenizer makes of documents.
private struct TokenizerMeasure {
  struct Counts: Encodable {
    var documents = 0
    var bytes = 0
    var words = 0
    var tokens = 0

    var bytesPerToken: Double { tokens > 0 ? Double(bytes) / Double(tokens) : 0 }
    var tokensPerWord: Double { words > 0 ? Double(tokens) / Double(words) : 0 }
  }

  struct Group: Encodable {
    var group: String
    var documents: Int
    var bytes: Int
    var words: Int
    var tokens: Int
    var bytesPerToken: Double
    var tokensPerWord: Double
  }

  struct Report: Encodable {
    var tokenizer: String
    var entries: Int
    /// Ids that no document gave.
    var unusedIds: Int
    var groups: [Group]
  }

  static let heads = [
    "tokenizer", "group", "documents", "bytes", "tokens", "bytes/token", "tokens/word",
    "unused ids",
  ]

  private let path: String
  private let encoder: TokenEncoder
  private var groups: [String: Counts] = [:]
  private var isUsed: [Bool]
  private var ids = ContiguousArray<UInt32>()

  init(_ path: String, _ tokenizer: Tokenizer) {
    self.path = path
    encoder = tokenizer.makeEncoder()
    isUsed = [Bool](repeating: false, count: tokenizer.vocabularySize)
  }

  mutating func add(_ text: [UInt8], group: String) throws {
    ids.removeAll(keepingCapacity: true)
    try encoder.encode(text.span, into: &ids)
    for id in ids { isUsed[Int(id)] = true }
    var counts = groups[group] ?? Counts()
    counts.documents += 1
    counts.bytes += text.count
    counts.tokens += ids.count
    counts.words += text.split(whereSeparator: { $0 <= 0x20 }).count
    groups[group] = counts
  }

  var report: Report {
    Report(
      tokenizer: path, entries: isUsed.count, unusedIds: isUsed.count { !$0 },
      groups: groups.sorted { $0.key < $1.key }.map { name, counts in
        Group(
          group: name, documents: counts.documents, bytes: counts.bytes, words: counts.words,
          tokens: counts.tokens, bytesPerToken: counts.bytesPerToken,
          tokensPerWord: counts.tokensPerWord)
      })
  }

  var rows: [[String]] {
    report.groups.map {
      [
        path, $0.group, Numbers.grouped($0.documents), Numbers.grouped($0.bytes),
        Numbers.grouped($0.tokens), Numbers.fixed($0.bytesPerToken, 3),
        Numbers.fixed($0.tokensPerWord, 3), Numbers.grouped(report.unusedIds),
      ]
    }
  }
}
