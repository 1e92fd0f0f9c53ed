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
}
