import Pipelines
import Tokens

/// What `export` and `import` tell when they are done.
struct ExchangeSummary: Encodable {
  struct Split: Encodable {
    var split: String
    var documents = 0
    /// Tokens, those that separate documents among them.
    var tokens = 0
    /// Tokens that are in no row of equal length.
    var leftOverTokens = 0
    /// Relative to the output folder.
    var files: [String] = []
  }

  var format: String
  var output: String
  var vocabulary: Int
  var endOfText: UInt32?
  /// Fingerprint of the tokenizer; nil where none is known.
  var tokenizer: String?
  var splits: [Split] = []
  var notes: [String] = []

  /// Copies all documents of a split and publishes the files; without documents there are none.
  ///
  /// `makeWriter`: called when there is a first document.
  mutating func add(
    _ split: ExchangeFormat.Split, copying documents: any TokenDocumentReader,
    into staging: StagingFolder, _ makeWriter: () throws -> any TokenDocumentWriter
  ) throws {
    var entry = Split(split: split.rawValue)
    var writer: (any TokenDocumentWriter)?
    var document = TokenDocument()
    while try documents.next(&document) {
      let current = try writer ?? makeWriter()
      writer = current
      try current.append(document)
      entry.documents += 1
      entry.tokens += document.tokens.count + 1
      if entry.documents % 1024 == 0 { try InputOptions.stopIfInterrupted() }
    }
    if let writer {
      entry.files = try staging.publish(writer.finish())
      entry.leftOverTokens = (writer as? MDSWriter)?.leftOverTokens ?? 0
    }
    if entry.leftOverTokens > 0 {
      notes.append(
        "\(entry.split): the last \(entry.leftOverTokens) tokens are too few for a row")
    }
    if entry.documents == 0 { notes.append("\(entry.split): no documents, so no files") }
    splits.append(entry)
  }

  /// Prints it for a reader or a program.
  func show(json: Bool) throws {
    if json { return try Terminal.json(self) }
    let heads = ["split", "documents", "tokens", "files"]
    let rows = splits.map {
      [$0.split, Numbers.grouped($0.documents), Numbers.grouped($0.tokens), "\($0.files.count)"]
    }
    for line in TextReport.table([heads] + rows) { Terminal.line(line) }
    for note in notes { Terminal.line("note: \(note)") }
  }
}
