import Deduplication
import Pipelines
import TestSupport
import Testing

/// Survivors of near duplicates chosen by values of their records.
@Suite struct ValueSurvivorTests {
  private static let base =
    "one text that several sources hold with a few words more or less at its end so it stays alike"

  private var shards: [StageHarness.Shard] {
    [
      .init(
        source: "web", name: "a", texts: [Self.base + " here", Self.base + " and the longest end"],
        records: [
          #"{"score":0.5,"meta":{"date":"2021-05-01"}}"#,
          #"{"score":0.25,"meta":{"date":"unknown"}}"#,
        ]),
      .init(
        source: "books", name: "b", texts: [Self.base, Self.base + "!"],
        records: [
          #"{"score":0.5,"meta":{"date":1577836800}}"#,
          #"{"meta":{"date":"2021-05-01T01:00:00+02:00"}}"#,
        ], notes: [[:], ["score": -3]]),
    ]
  }

  @Test(
    "values decide rule by rule; what has no usable one loses against what has one",
    arguments: [
      ([.highest("score")], 0, 0), ([.highest("score"), .longest], 0, 0),
      ([.highest("score"), .shortest], 1, 0), ([.lowest("score")], 1, 1),
      ([.earliest("meta.date")], 1, 0), ([.latest("meta.date")], 0, 0),
      ([.highest("absent"), .longest], 0, 1), ([.shortest], 1, 0),
      ([.highest("score"), .earliest("meta.date"), .first], 1, 0),
    ] as [([SurvivorRule], Int, Int)])
  func values(survivor: [SurvivorRule], input: Int, record: Int) throws {
    var settings = MinHashSettings()
    settings.survivor = survivor
    settings.minimumSimilarity = 0.5
    settings.rows = 1
    for partitions in [1, 8] {
      let outcome = try StageHarness.run(
        MinHashDeduplication.self, settings, on: shards, partitions: partitions,
        bufferBytes: 1 << 16)
      #expect(outcome.kept.map(\.id) == [DocumentID(input: input, record: record)])
      if survivor.first == .latest("meta.date") {
        #expect(outcome.tally["unusableValue/meta.date"] == 1)
      }
      if survivor.first == .highest("absent") {
        #expect(outcome.tally["withoutValue/absent"] == 4)
      }
    }
  }

  @Test(
    "of near duplicates the one stays that a comparison by the rules puts first",
    arguments: UInt64(0)..<24)
  func truth(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var shards = (0..<4).map {
      StageHarness.Shard(source: $0 < 2 ? "web" : "books", name: "s\($0)", texts: [])
    }
    var groups: [[KnownDocument]] = []
    for _ in 0..<12 {
      let words = TestTexts.words(60, using: &random)
      var group: [KnownDocument] = []
      for copy in 0..<Int.random(in: 1...6, using: &random) {
        let ordinal = Int.random(in: 0..<4, using: &random)
        // One more word at the end leaves at least 56 of 62 shingles in common.
        let text = (words + Array(repeating: "end", count: copy % 3)).joined(separator: " ")
        var document = KnownDocument(
          id: DocumentID(input: ordinal, record: shards[ordinal].texts.count),
          source: shards[ordinal].source, shard: ordinal, text: text)
        document.score = Double(Int.random(in: 0..<3, using: &random))
        document.date = Int.random(in: 0..<KnownDocument.dates.count, using: &random)
        let date = KnownDocument.dates[document.date ?? 0].randomElement(using: &random) ?? ""
        shards[ordinal].texts.append(text)
        shards[ordinal].records.append("{\"date\":\(date),\"score\":\(document.score ?? 0)}")
        group.append(document)
      }
      groups.append(group)
    }
    var settings = MinHashSettings()
    settings.bands = 40
    settings.rows = 4
    settings.survivor = Self.policies[Int(seed) % Self.policies.count]
    if settings.survivor.contains(.source) { settings.sources = ["books"] }
    let survivors = groups.compactMap { group in
      group.min { $0.precedes($1, settings.survivor, settings.sources) }?.id
    }
    for partitions in [1, 8] {
      let outcome = try StageHarness.run(
        MinHashDeduplication.self, settings, on: shards, partitions: partitions,
        bufferBytes: partitions == 1 ? 64 << 20 : 1 << 16)
      #expect(outcome.kept.map(\.id) == survivors.sorted())
    }
  }

  private static let policies: [[SurvivorRule]] = [
    [.first], [.longest], [.shortest, .latest("date")], [.highest("score"), .earliest("date")],
    [.source, .lowest("score"), .longest], [.earliest("date"), .source, .shortest, .first],
  ]
}
