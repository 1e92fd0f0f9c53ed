import Pipelines
import TestSupport
import Testing
import Tokens

@Suite struct TokenizerTrainingTests {
  struct NoSideInputs: SideInputs {
    func forEachDocument(
      in patterns: [String], _ body: (_ document: Document, _ path: String) throws -> Void
    ) throws {}
  }

  /// Runs the stage over shards of texts and returns the decision records' payloads.
  static func decisions(
    _ shards: [[String]], settings: TokenizerTraining.Settings, partitions: Int = 1
  ) throws -> [[UInt8]] {
    let stage = try TokenizerTraining(
      settings, context: StageContext(seed: 1, side: NoSideInputs(), inputs: []))
    let folder = TemporaryFolder()
    var paths: [String] = []
    for (shard, texts) in shards.enumerated() {
      let path = folder.path + "/observe\(shard)"
      let sidecar = SidecarWriter(creating: path)
      let observations = ObservationWriter(sidecar: sidecar, table: nil)
      var state = stage.makeObserverState()
      var shared = SharedScratch()
      for (record, text) in texts.enumerated() {
        let document = Document(
          id: DocumentID(input: shard, record: record), text: Array(text.utf8))
        try stage.observe(document, shared: &shared, state: &state, into: observations)
      }
      try stage.finishObserving(state: &state, into: observations)
      try sidecar.finish()
      paths.append(path)
    }
    let context = ResolveContext(inputs: [], tables: nil)
    var ranges: [String] = []
    for partition in 0..<partitions {
      let writer = SidecarWriter(creating: folder.path + "/range\(partition)")
      let merge = try SidecarMerge(paths: paths, range: .partition(partition, of: partitions))
      try stage.resolve(merge, context: context, into: writer)
      try writer.finish()
      ranges.append(folder.path + "/range\(partition)")
    }
    let writer = SidecarWriter(creating: folder.path + "/decisions")
    try stage.reduce(
      SidecarMerge(paths: ranges, range: .all), context: context, into: writer)
    try writer.finish()
    let merge = try SidecarMerge(paths: [folder.path + "/decisions"], range: .all)
    var payloads: [[UInt8]] = []
    while try merge.advance() { payloads.append(merge.payload) }
    return payloads
  }

  static func settings(size: Int = 300) -> TokenizerTraining.Settings {
    var settings = TokenizerTraining.Settings()
    settings.vocabularySize = size
    return settings
  }

  @Test(
    "the decision is the tokenizer.json of all shards' words, however they are divided",
    arguments: [
      1, 2, 4,
    ])
  func sameTokenizer(partitions: Int) throws {
    let corpus = SmallVocabulary.corpus
    let expected = try [SmallVocabulary.train().tokenizerJSON()]
    for shards in [[corpus], corpus.map { [$0] }, [[], corpus.reversed()]] {
      let found = try Self.decisions(shards, settings: Self.settings(), partitions: partitions)
      #expect(found == expected)
    }
    let tokenizer = try Tokenizer(tokenizerJSON: expected[0])
    #expect(try tokenizer.definition.tokenizerJSON() == expected[0] && tokenizer.endOfText != nil)
  }

  @Test("the settings decide the size and the rarest pair")
  func settingsMatter() throws {
    var settings = Self.settings(size: 260)
    let small = try TokenizerDefinition(
      tokenizerJSON: Self.decisions([SmallVocabulary.corpus], settings: settings)[0])
    #expect(small.tokens.count == 260)
    settings.vocabularySize = 300
    settings.minimumPairCount = 7
    let frequent = try TokenizerDefinition(
      tokenizerJSON: Self.decisions([SmallVocabulary.corpus], settings: settings)[0])
    #expect(SmallVocabulary.printed(frequent) == ["a+a", "t+h", " +th"])
  }

  @Test("a run without text makes no decision, and settings out of range are named")
  func edges() throws {
    #expect(try Self.decisions([[], [""]], settings: Self.settings()).isEmpty)
    let problem = #expect(throws: SettingsProblem.self) { try Self.settings(size: 256).validate() }
    #expect(problem?.setting == "vocabularySize")
  }
}
