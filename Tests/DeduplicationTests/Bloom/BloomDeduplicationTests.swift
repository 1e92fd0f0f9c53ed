import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct BloomDeduplicationTests {
  private typealias Settings = BloomDeduplication.Settings

  private func run(
    _ shards: [StageHarness.Shard], _ change: (inout Settings) -> Void = { _ in }
  ) throws -> StageHarness.Outcome {
    var settings = Settings()
    change(&settings)
    return try StageHarness.run(BloomDeduplication.self, settings, on: shards)
  }

  private func corpus(_ seed: UInt64, separator: String) -> [StageHarness.Shard] {
    var random = SplitMix64(seed: seed)
    return (0..<4).map { shard in
      StageHarness.Shard(
        name: "s\(shard)",
        texts: (0..<15).map { _ in
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            "Zeile №\(Int.random(in: 0..<80, using: &random)) 水"
          }.joined(separator: separator)
        })
    }
  }

  @Test("lines and blocks are cut as the exact method cuts them", arguments: UInt64(0)..<10)
  func equalsExact(seed: UInt64) throws {
    let isLine = seed % 2 == 0
    let shards = corpus(seed, separator: isLine ? "\n" : "\n\n")
    let bloom = try run(shards) { settings in
      settings.unit = isLine ? .line : .block
      settings.falsePositiveRate = 1e-9
    }
    var settings = ParagraphDeduplication.Settings()
    settings.unit = isLine ? .line : .block
    settings.keeper = .first
    let exact = try StageHarness.run(ParagraphDeduplication.self, settings, on: shards)
    #expect(bloom.documents.map(\.verdict) == exact.documents.map(\.verdict))
    #expect(bloom.documents.map(\.document.text) == exact.documents.map(\.document.text))
    #expect(bloom.tally["paragraphsCut"] == exact.tally["paragraphsCut"])
    #expect(bloom.tally["elements"] == exact.tally["paragraphs"])
    #expect(
      bloom.tally["distinctElements"] == bloom.tally["elements"] - bloom.tally["paragraphsCut"])
  }

  @Test("of equal documents the first in plan order stays", arguments: UInt64(0)..<5)
  func documents(seed: UInt64) throws {
    let shards = corpus(seed, separator: " ")
    let outcome = try run(shards) { settings in
      settings.unit = .document
      settings.falsePositiveRate = 1e-9
    }
    var seen: Set<String> = []
    let expected = shards.flatMap(\.texts).filter { $0.isEmpty || seen.insert($0).inserted }
    #expect(outcome.keptTexts == expected)
    #expect(outcome.dropped.allSatisfy { $0.reason == DropReason("repeated-document") })
    #expect(outcome.kept.allSatisfy { !$0.isTextChanged })
  }

  @Test("different documents are kept at every size of the filter", arguments: [1, 2, 3, 4, 8])
  func differentDocuments(megabytes: Int) throws {
    var random = SplitMix64(seed: UInt64(megabytes))
    let texts = (0..<200).map { _ in TestTexts.words(50, using: &random).joined(separator: " ") }
    let outcome = try run([.init(name: "s", texts: texts + texts.map { " \($0.uppercased())\n" })])
    {
      $0.unit = .document
      $0.maximumMegabytes = megabytes
    }
    #expect(outcome.keptTexts == texts)
  }

  @Test("the rate bounds what is lost of different lines", arguments: [0.1, 0.01])
  func falsePositives(rate: Double) throws {
    let lines = 20_000
    let outcome = try run([
      .init(
        name: "s",
        texts: (0..<lines / 10).map { text in
          (0..<10).map { "line \(text * 10 + $0)" }.joined(separator: "\n")
        })
    ]) { $0.falsePositiveRate = rate }
    let lost = Double(outcome.tally["paragraphsCut"])
    // The filter fills up on the way, so less than the rate of the full one is lost on average.
    #expect(lost > 0 && lost < rate * Double(lines))
    #expect(outcome.tally["falsePositivesPerBillion"] <= Int(rate * 1e9) + 1)
  }

  @Test("more elements than the largest filter holds stop the run, or go on with the rate told")
  func full() throws {
    let shards = [
      StageHarness.Shard(
        name: "s",
        texts: (0..<1100).map { text in
          (0..<100).map { "l\(text * 100 + $0)" }.joined(separator: "\n")
        })
    ]
    func run(_ overflow: BloomOverflow) throws -> StageHarness.Outcome {
      try self.run(shards) { settings in
        settings.falsePositiveRate = 1e-9
        settings.maximumMegabytes = 1
        settings.whenFull = overflow
      }
    }
    let error = #expect(throws: BloomFilterError.self) { try run(.fail) }
    guard case .full(let capacity, 1, 1e-9, 2)? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    // 1 MB has 85.27 bits for each of so many.
    #expect((97_000...99_000).contains(capacity))
    #expect(error?.document == "web/s:\(capacity / 100 + 1)")
    let outcome = try run(.continue)
    #expect(outcome.tally["filterBytes"] == 1 << 20)
    #expect((2...5).contains(outcome.tally["falsePositivesPerBillion"]))
    #expect(outcome.kept.count == 1100)
  }

  @Test("blank documents ask nothing, short lines are kept")
  func extremes() throws {
    let texts = ["", " \n\u{2003}\n", "ab\nabc\nab", "AB\nabc"]
    let outcome = try run([.init(name: "s", texts: texts)]) { $0.minimumCharacters = 3 }
    #expect(outcome.keptTexts == ["", " \n\u{2003}\n", "ab\nabc\nab", "AB"])
    #expect(outcome.tally["elements"] == 2)
    #expect(try run([]).documents.isEmpty)
  }

  @Test(
    "observations of another layout are an error", arguments: [[1, 2], [0x80], [9]] as [[UInt8]])
  func unreadable(payload: [UInt8]) throws {
    let folder = TemporaryFolder()
    let shards = [StageHarness.Shard(name: "s", texts: ["one"])]
    let writer = SidecarWriter(creating: folder.path + "/records")
    try writer.append(key: 1, document: 0, payload: payload.span)
    try writer.finish()
    let stage = BloomDeduplication(.init(), context: StageHarness.context(shards))
    let error = #expect(throws: DeduplicationError.self) {
      try stage.reduce(
        SidecarMerge(paths: [folder.path + "/records"], range: .all),
        context: ResolveContext(inputs: StageHarness.inputs(shards), tables: nil),
        into: SidecarWriter(creating: folder.path + "/out"))
    }
    #expect(error?.problem == .unreadableRecord(bytes: payload.count))
    #expect(error?.document == "web/s:1")
  }

  @Test("settings that cannot be are refused")
  func refusals() {
    func problem(_ change: (inout Settings) -> Void) -> String? { refusedSetting(change) }
    #expect(problem { $0.falsePositiveRate = 0 } == "falsePositiveRate")
    #expect(problem { $0.falsePositiveRate = .nan } == "falsePositiveRate")
    #expect(problem { $0.maximumMegabytes = 0 } == "maximumMegabytes")
    #expect(problem { $0.minimumCharacters = -1 } == "minimumCharacters")
    #expect(problem { $0.minimumSentences = -1 } == "minimumSentences")
    #expect(problem { _ in } == nil)
  }
}
