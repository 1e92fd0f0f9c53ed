import Contamination
import Pipelines
import TestSupport
import Testing

/// What is found by way of an index, beside what a scan of the whole corpus finds.
@Suite struct IndexedVerdictTests {
  /// Methods that compare words, so that an index can answer for them.
  static let methods = [
    "gpt3", "gpt2", "palm", "llama2", "llama3", "tulu3", "dolma", "decon", "sluice",
  ]

  /// Words of a language of few words, so that unrelated texts share some in a row.
  private struct Language {
    var random: SplitMix64
    let words: [String]

    init(seed: UInt64) {
      random = SplitMix64(seed: seed)
      words = (0..<400).map { number in
        prose(words: 1, seed: UInt64(number)) + (number % 9 == 0 ? "'s" : "")
      }
    }

    mutating func text(_ count: Int) -> String {
      var parts: [String] = []
      for position in 0..<count {
        // Few of the words are most of the text.
        let rank = Int.random(in: 0..<400, using: &random) * Int.random(in: 0..<400, using: &random)
        let word = words[rank / 400]
        let marks =
          position % 7 == 6 ? [",", ".", ";\n", "-", "?"].randomElement(using: &random) : ""
        parts.append(word + (marks ?? ""))
      }
      return parts.joined(separator: " ")
    }

    /// A copy as it may stand in a document.
    mutating func copy(_ text: String) -> String {
      let words = text.split(separator: " ").map(String.init)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: return text
      case 1: return words.map { $0.uppercased() + "!" }.joined(separator: "  ")
      case 2:
        return words.enumerated().map { $0.offset % 12 == 11 ? "else" : $0.element }
          .joined(separator: " ")
      case 3: return words.prefix(max(3, words.count / 2)).joined(separator: " ")
      default: return words.joined(separator: "\n")
      }
    }
  }

  /// Sets, and documents of two shards that hold some of their items.
  private static func material(seed: UInt64) -> (sets: [BenchmarkSet], corpus: [[String]]) {
    var language = Language(seed: seed)
    let sets = [3, 9, 30].map { length in
      BenchmarkSet(
        name: "of\(length)",
        items: (0..<25).map { index in
          BenchmarkItem(
            index: index, passage: index % 5 == 0 ? language.text(2 * length) : "",
            question: language.text(length + index % 6),
            choices: index % 3 == 0 ? [language.text(2), language.text(9)] : [],
            answer: index % 2 == 0 ? language.text(1 + index % 4) : "")
        })
    }
    var corpus = (0..<2).map { _ in (0..<60).map { _ in language.text(150) } }
    for item in sets.flatMap(\.items) where item.index % 2 == 0 {
      let part = item.choices.last ?? ""
      let text = item.index % 8 == 0 && !part.isEmpty ? part : item.example
      corpus[item.index % 2][Int(language.random.next() % 60)] += "\n" + language.copy(text) + "\n"
    }
    return (sets, corpus)
  }

  private static func document(_ corpus: [[String]], _ shard: Int, _ record: Int) -> Document {
    Document(
      id: DocumentID(input: shard, record: record), text: Array(corpus[shard][record].utf8))
  }

  private static func index(
    _ corpus: [[String]], in folder: String, _ settings: CorpusIndexSettings
  ) throws -> CorpusIndex {
    let shards = corpus.indices.map {
      InputShard(
        ordinal: $0, source: "corpus", name: "s\($0)", path: "s\($0)", format: "jsonl", bytes: 1)
    }
    let builder = try CorpusIndexBuilder(folder: folder, settings: settings, shards: shards)
    for shard in shards {
      let writer = try builder.makeWriter(for: shard)
      for record in corpus[shard.ordinal].indices {
        try writer.append(document(corpus, shard.ordinal, record))
      }
      try writer.finish()
    }
    _ = try builder.publish()
    return try CorpusIndex(opening: folder)
  }

  @Test(
    "verdicts, scores and matches are those of a scan, for all items that are guaranteed",
    arguments: methods,
    [CorpusIndexSettings(), CorpusIndexSettings(shingleWords: 5, window: 4)])
  func equal(method: String, settings: CorpusIndexSettings) throws {
    var dirty = 0
    for seed in UInt64(0)..<3 {
      let folder = TemporaryFolder()
      let (sets, corpus) = Self.material(seed: seed)
      let index = try Self.index(corpus, in: folder.path, settings)
      let check = try ContaminationCheck(of: sets, by: ContaminationMethods.named(method).init())
      var whole = check.makeScanner()
      for (shard, texts) in corpus.enumerated() {
        for record in texts.indices {
          whole.scan(Self.document(corpus, shard, record)) { "\(shard):\(record)" }
        }
      }
      var asked = check.makeScanner()
      let search = try #require(check.search as? any IndexedSearch)
      let runs = try #require(search.sharedRuns())
      for part in try index.candidates(for: runs.flatMap { $0 }) {
        for record in part.records {
          let shard = part.shard.ordinal
          asked.scan(Self.document(corpus, shard, record)) { "\(shard):\(record)" }
        }
      }
      let (expected, found) = (whole.report(), asked.report())
      for (set, other) in zip(expected.benchmarks, found.benchmarks) {
        for (item, twin) in zip(set.items, other.items) {
          let number = search.sets.first { $0.name == set.name }?.items.lowerBound ?? 0
          let isGuaranteed = runs[number + item.index].allSatisfy {
            $0.count >= settings.guaranteedWords
          }
          if isGuaranteed {
            #expect(item == twin, "\(set.name) \(item.index)")
            if item.verdict == .dirty { dirty += 1 }
          }
        }
      }
    }
    // Not a comparison of nothing with nothing.
    let least = ["dolma": 2, "decon": 8][method] ?? 20
    #expect(dirty > least || settings.guaranteedWords > 3, "\(dirty)")
  }

  @Test("items whose runs are as long as the index sees are guaranteed")
  func guaranteed() throws {
    let (sets, _) = Self.material(seed: 1)
    for method in Self.methods {
      let search = try ContaminationCheck(of: sets, by: ContaminationMethods.named(method).init())
        .search
      let runs = try #require((search as? any IndexedSearch)?.sharedRuns())
      #expect(runs.count == 75)
      for (item, own) in runs.enumerated() {
        #expect(!own.isEmpty || search.untestable(item) != nil, "\(method) \(item)")
      }
      let counts = Set(runs.joined().map(\.count))
      switch method {
      case "gpt3": #expect(counts.isSubset(of: Set(8...13)))
      case "gpt2", "palm": #expect(counts == [8])
      case "sluice": #expect(counts == [3, 5])
      case "decon": #expect(counts == [5])
      default: #expect(!counts.isEmpty)
      }
    }
  }

  @Test func `methods that do not compare words have no runs`() throws {
    let (sets, _) = Self.material(seed: 1)
    let search = try ContaminationCheck(of: sets, by: ContaminationMethods.named("gpt4").init())
      .search
    #expect((search as? any IndexedSearch) == nil)
  }
}
