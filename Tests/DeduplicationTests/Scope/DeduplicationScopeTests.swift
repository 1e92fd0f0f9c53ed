import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct DeduplicationScopeTests {
  private static func shards() -> [StageHarness.Shard] {
    var random = SplitMix64(seed: 9)
    let words = TestTexts.words(80, using: &random)
    let near = words.dropLast().joined(separator: " ")
    let text = words.joined(separator: " ")
    return [
      .init(
        source: "web", name: "a", texts: [text, near, text],
        records: [#"{"dump":"x"}"#, #"{"dump":"y"}"#, #"{"dump":"x"}"#]),
      .init(
        source: "web", name: "b", texts: [near, text, near],
        records: [#"{"dump":"y"}"#, "", #"{"dump":"x"}"#]),
      .init(source: "books", name: "a", texts: [text, near], records: [#"{"dump":"y"}"#]),
    ]
  }

  @Test(
    "near duplicates of different scopes never meet",
    arguments: [
      (.global, [[0, 1, 2, 3, 4, 5, 6, 7]]), (.source, [[0, 1, 2, 3, 4, 5], [6, 7]]),
      (.shard, [[0, 1, 2], [3, 4, 5], [6, 7]]),
      (.field("dump"), [[0, 2, 5], [1, 3, 6], [4, 7]]),
    ] as [(DeduplicationScope, [[Int]])])
  func nearDuplicates(scope: DeduplicationScope, groups: [[Int]]) throws {
    var settings = MinHashSettings()
    settings.scope = scope
    settings.survivor = [.first]
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, settings, on: Self.shards(), partitions: 4)
    check(outcome, groups)
    #expect(outcome.tally["withoutScope/dump"] == (scope == .field("dump") ? 2 : 0))
  }

  @Test("equal documents of different scopes never meet")
  func equalDocuments() throws {
    let shards = Self.shards().map { shard in
      var equal = shard
      equal.texts = shard.texts.map { _ in "equal" }
      return equal
    }
    for (scope, groups) in [
      (.global, [[0, 1, 2, 3, 4, 5, 6, 7]]), (.source, [[0, 1, 2, 3, 4, 5], [6, 7]]),
      (.shard, [[0, 1, 2], [3, 4, 5], [6, 7]]),
      (.field("dump"), [[0, 2, 5], [1, 3, 6], [4, 7]]),
    ] as [(DeduplicationScope, [[Int]])] {
      var settings = ExactSettings()
      settings.scope = scope
      check(try StageHarness.run(ExactDeduplication.self, settings, on: shards), groups)
    }
  }

  private func check(_ outcome: StageHarness.Outcome, _ groups: [[Int]]) {
    let ids = outcome.documents.map(\.document.id)
    for group in groups {
      for (place, member) in group.enumerated() {
        if place == 0 {
          #expect(outcome.documents[member].verdict == .keep)
          continue
        }
        guard case .drop(let reason) = outcome.documents[member].verdict else {
          Issue.record("document \(member) is kept")
          continue
        }
        #expect(reason.twin == ids[group[0]])
      }
    }
  }

  @Test(
    "the settings spell scopes and comparisons as words",
    arguments: [
      ("scope", "field dump", true), ("scope", "shard", true), ("scope", "globl", false),
      ("scope", "field", false), ("compare", "url", true), ("compare", "url page", true),
      ("compare", "field sha1", true), ("compare", "id", true), ("compare", "hash", false),
      ("compare", "text x", false),
    ])
  func spelling(setting: String, text: String, isAccepted: Bool) throws {
    let tree = LocatedValue(
      .map([
        .init(key: setting, place: SettingsPlace(), value: LocatedValue(.string(text)))
      ]))
    guard isAccepted else {
      #expect(throws: SettingsError.self) {
        try ExactDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
      }
      return
    }
    let settings = try ExactDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
    let written = try LocatedValue(encoding: settings as? ExactSettings ?? ExactSettings())
    #expect(written[setting]?.content == .string(text))
  }

  @Test("settings of exact deduplication that cannot be meant are refused by name")
  func refusedSettings() throws {
    func refused(_ setting: String, _ change: (inout ExactSettings) -> Void) throws {
      var settings = ExactSettings()
      try settings.validate()
      change(&settings)
      let problem = #expect(throws: SettingsProblem.self) { try settings.validate() }
      #expect(problem?.setting == setting)
    }
    try refused("survivor") { $0.survivor = [.first, .longest] }
    try refused("survivor") { $0.survivor = (0..<17).map { .highest("\($0)") } }
    try refused("sources") { $0.survivor = [.source] }
    try refused("sources") {
      $0.survivor = [.source]
      $0.sources = ["web", "web"]
    }
    try refused("maximumDroppedFraction") { $0.maximumDroppedFraction = 2 }
    try refused("maximumDroppedFraction") { $0.maximumDroppedFraction = .nan }
  }
}
