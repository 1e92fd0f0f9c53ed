public import Pipelines

/// Opens side inputs (benchmarks, reference shards, seed tasks) from files.
public struct FileSideInputs: SideInputs {
  private let textField: String

  /// - Parameter textField: the field that becomes a document's text, where a record has it.
  public init(textField: String = "text") { self.textField = textField }

  /// Reads every record of the files the patterns name, in byte order of their paths; record
  /// identities count files from 0.
  /// - Throws: `ListingError`, `FileError`, and `RecordProblem` at the first record that cannot be
  ///   used.
  public func forEachDocument(
    in patterns: [String], _ body: (_ document: Document, _ path: String) throws -> Void
  ) throws {
    var settings = ReadingSettings()
    settings.textField = textField
    settings.allowsMissingText = true
    var batch: [Document] = []
    for shard in try InputListing.shards(source: "side", patterns: patterns) {
      var reader = try ShardReader.open(shard, settings: settings, sink: ProblemRefusal())
      while try reader.nextBatch(into: &batch) {
        for document in batch { try body(document, shard.path) }
      }
    }
  }
}
