import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct SurvivorTests {
  private let base =
    "one text that several sources hold with a few words more or less at its end so it stays alike"
  private var shards: [StageHarness.Shard] {
    [
      .init(
        source: "web", name: "a", texts: [base + " here", base + " and the longest end of all"]),
      .init(source: "books", name: "b", texts: [base, base + "!"]),
    ]
  }

  @Test(
    "the survivor rules decide in order, ties go to the first document",
    arguments: [
      ([.longest], [], 0, 1), ([], [], 0, 0), ([.first], [], 0, 0), ([.source], ["books"], 1, 0),
      ([.source, .longest], ["books", "web"], 1, 1), ([.source, .first], ["web"], 0, 0),
    ] as [([SurvivorRule], [String], Int, Int)])
  func rules(survivor: [SurvivorRule], sources: [String], input: Int, record: Int) throws {
    var settings = MinHashSettings()
    settings.survivor = survivor
    settings.sources = sources
    settings.minimumSimilarity = 0.5
    settings.rows = 1
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings, on: shards)
    #expect(outcome.kept.map(\.id) == [DocumentID(input: input, record: record)])
    #expect(
      outcome.dropped.allSatisfy { $0.document.notes["deduplicate.cluster"] == .text("web/a:1") })
  }

  struct Refusal: Sendable {
    let setting: String
    let change: @Sendable (inout MinHashSettings) -> Void

    init(_ setting: String, _ change: @escaping @Sendable (inout MinHashSettings) -> Void) {
      self.setting = setting
      self.change = change
    }
  }

  @Test(
    "settings that cannot be meant are refused by name",
    arguments: [
      .init("survivor") { $0.survivor = [.first, .longest] },
      .init("survivor") { $0.survivor = [.longest, .longest] },
      .init("sources") { $0.survivor = [.source] },
      .init("sources") { $0.sources = ["web"] },
      .init("shingleSize") { $0.shingleSize = 0 },
      .init("bands") { $0.bands = 0 },
      .init("bands") {
        $0.bands = 10_000; $0.rows = 1000
      },
      .init("rows") { $0.rows = -1 },
      .init("minimumSimilarity") { $0.minimumSimilarity = 0 },
      .init("minimumSimilarity") { $0.minimumSimilarity = 1.5 },
      .init("minimumSimilarity") { $0.minimumSimilarity = .nan },
      .init("sketchSize") { $0.sketchSize = 1 },
      .init("maximumDroppedFraction") { $0.maximumDroppedFraction = -0.1 },
    ] as [Refusal])
  func refusedSettings(refusal: Refusal) throws {
    var settings = MinHashSettings()
    try settings.validate()
    refusal.change(&settings)
    let problem = #expect(throws: SettingsProblem.self) { try settings.validate() }
    #expect(problem?.setting == refusal.setting)
  }
}
