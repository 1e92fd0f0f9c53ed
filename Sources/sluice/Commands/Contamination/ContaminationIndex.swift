import ArgumentParser
import Contamination
import Pipelines

extension ContaminationCommand {
  /// `sluice contamination index`: an index of a corpus, for questions about sets to come.
  struct Index: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Builds an index of a corpus, so that new evaluation sets are checked in seconds.",
      discussion: """
        The index keeps the runs of K words (shingles) of every document that winnowing
        chooses: of W runs in a row at least one. A run of W + K - 1 words that a
        document shares with an evaluation item is therefore always found by 'sluice
        contamination query', which then judges the documents themselves. The default (K
        3, W 1) takes about 3 bytes for each word of the corpus; K 5, W 4 takes about
        half and sees runs of 8 words, enough for 'gpt3'.

        An interrupted command goes on with the shards it had not finished.

        EXAMPLES
          sluice contamination index --corpus samples/web --output web.index
        """)

    @OptionGroup var corpus: CorpusOptions

    @Option(help: "Folder of the index: new, empty, or of an interrupted command.")
    var output: String

    @Option(help: "K: words of a shingle, 2 to 64.")
    var shingleWords = CorpusIndexSettings().shingleWords

    @Option(help: "W: shingles in a row of which one is kept, 1 to 64.")
    var window = CorpusIndexSettings().window

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
      let skipped = try build()
      if skipped > 0 { throw ExitCode(ExitStatus.finishedWithSkips.rawValue) }
    }

    /// Builds the index and tells what it is; returns the records left out.
    private func build() throws -> Int {
      let builder = try CorpusIndexBuilder(
        folder: output,
        settings: CorpusIndexSettings(shingleWords: shingleWords, window: window),
        textField: corpus.textField, shards: try corpus.shards())
      var skipped = 0
      let reading = corpus.reading
      try OrderedShards.forEach(builder.unfinishedShards, workers: corpus.workers) { shard in
        let writer = try builder.makeWriter(for: shard)
        let problems = try InputOptions.forEachDocument(of: shard, reading: reading) {
          try writer.append($0)
        }
        try writer.finish()
        return problems
      } consume: { problems in
        problems.report()
        skipped += problems.count
      }
      let manifest = try builder.publish()
      let summary = IndexSummary(manifest)
      if json { try Terminal.json(summary) } else { summary.print(folder: output) }
      return skipped
    }
  }
}

/// What an index is, for people and programs.
struct IndexSummary: Encodable {
  var fingerprint: String
  var shingleWords: Int
  var window: Int
  var guaranteedWords: Int
  var shards: Int
  var documents: Int
  var words: Int
  var postings: Int
  var bytes: Int
  var bytesPerWord: Double

  init(_ manifest: CorpusIndexManifest) {
    fingerprint = manifest.fingerprint
    shingleWords = manifest.settings.shingleWords
    window = manifest.settings.window
    guaranteedWords = manifest.settings.guaranteedWords
    shards = manifest.shards.count
    documents = manifest.documents
    words = manifest.words
    postings = manifest.postings
    bytes = manifest.bytes
    bytesPerWord = manifest.bytesPerWord
  }

  func print(folder: String) {
    Terminal.line(
      "\(folder): \(Numbers.grouped(documents)) documents of \(Numbers.grouped(shards)) shards, "
        + "\(Numbers.grouped(words)) words")
    Terminal.line(
      "\(Numbers.grouped(postings)) postings, \(Numbers.bytes(bytes)): "
        + "\(Numbers.fixed(bytesPerWord, 2)) bytes a word")
    Terminal.line(
      "shingles of \(shingleWords) words, one of \(window) in a row: every shared run of "
        + "\(guaranteedWords) words is found")
  }
}

extension CorpusIndexError: ExitStatusProviding {
  var exitStatus: ExitStatus {
    switch kind {
    case .settings, .notAnIndex, .exists, .tooLarge: .usage
    case .busy: .tryAgain
    case .damaged, .changedCorpus: .failed
    }
  }
}
