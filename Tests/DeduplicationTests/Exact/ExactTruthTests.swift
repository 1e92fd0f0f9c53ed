import Deduplication
import Pipelines
import TestSupport
import Testing

/// Exact deduplication against a comparison of all documents with all others.
@Suite struct ExactTruthTests {
  private static func corpus(seed: UInt64) -> ([StageHarness.Shard], [KnownDocument]) {
    var random = SplitMix64(seed: seed)
    var shards: [StageHarness.Shard] = []
    var known: [KnownDocument] = []
    for ordinal in 0..<Int.random(in: 1...5, using: &random) {
      var shard = StageHarness.Shard(
        source: ["web", "books", "code"].randomElement(using: &random) ?? "web",
        name: "s\(ordinal)", texts: [])
      for record in 0..<Int.random(in: 0...30, using: &random) {
        var document = KnownDocument(
          id: DocumentID(input: ordinal, record: record), source: shard.source, shard: ordinal,
          text: String(repeating: "ab ", count: Int.random(in: 0..<8, using: &random)))
        var fields: [String] = []
        if Bool.random(using: &random) {
          let address = "site.org/\(Int.random(in: 0..<6, using: &random))"
          document.url = address
          let spelling = [
            address, "https://www.\(address)/", "http://\(address)?utm_source=x",
          ].randomElement(using: &random)
          fields.append("\"url\":\"\(spelling ?? address)\"")
        } else if Bool.random(using: &random) {
          fields.append(#""url":"https://""#)
        }
        if Bool.random(using: &random) {
          document.dump = ["one", "two"].randomElement(using: &random)
          fields.append("\"meta\":{\"dump\":\"\(document.dump ?? "")\"}")
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: fields.append(#""score":"NaN""#)
        case 1: fields.append(#""score":1e999"#)
        default:
          document.score = Double(Int.random(in: -2...2, using: &random)) / 4
          fields.append("\"score\":\(document.score ?? 0)")
        }
        if Bool.random(using: &random) {
          let date = Int.random(in: 0..<KnownDocument.dates.count, using: &random)
          document.date = date
          fields.append("\"date\":\(KnownDocument.dates[date].randomElement(using: &random) ?? "")")
        } else {
          fields.append(#""date":"the other day""#)
        }
        known.append(document)
        shard.texts.append(document.text)
        shard.records.append("{" + fields.joined(separator: ",") + "}")
      }
      shards.append(shard)
    }
    return (shards, known)
  }

  private static func compared(_ document: KnownDocument, _ settings: ExactSettings) -> String? {
    let value: String? =
      settings.compare == .url() ? document.url : "\(document.text.utf8.count)"
    let scope =
      switch settings.scope {
      case .global: ""
      case .source: document.source
      case .shard: "\(document.shard)"
      case .field: document.dump ?? ""
      }
    return value.map { "\(scope) \($0)" }
  }

  private static let policies: [[SurvivorRule]] = [
    [], [.first], [.longest], [.shortest, .lowest("score")], [.source, .highest("score")],
    [.highest("score"), .latest("date")], [.earliest("date"), .source, .longest, .first],
    [.latest("date"), .lowest("score"), .shortest],
  ]

  @Test(
    "survivors, twins and sizes are those of a comparison of all with all, however it is cut",
    arguments: UInt64(0)..<120)
  func truth(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 1000)
    let (shards, known) = Self.corpus(seed: seed)
    var settings = ExactSettings()
    settings.compare = [.text, .words, .url()].randomElement(using: &random) ?? .text
    settings.scope =
      [.global, .global, .source, .shard, .field("meta.dump")].randomElement(using: &random)
      ?? .global
    settings.survivor = Self.policies[Int(seed) % Self.policies.count]
    let present = Set(shards.map(\.source)).sorted()
    if settings.survivor.contains(.source) { settings.sources = Array(present.suffix(2)) }
    // Texts of the test are all the same word, so words are equal where texts are.
    var survivors: [DocumentID: KnownDocument] = [:]
    var sizes: [DocumentID: Int] = [:]
    for group in Dictionary(grouping: known, by: { Self.compared($0, settings) }) {
      let sorted = group.value.sorted {
        $0.precedes($1, settings.survivor, settings.sources)
      }
      for document in sorted {
        survivors[document.id] = group.key == nil ? document : sorted[0]
        sizes[document.id] = group.key == nil ? 1 : sorted.count
      }
    }
    var decisions: [[UInt8]]?
    for partitions in [1, 16] {
      let outcome = try StageHarness.run(
        ExactDeduplication.self, settings, on: shards, partitions: partitions,
        bufferBytes: partitions == 1 ? 64 << 20 : 1 << 16)
      for (document, verdict) in outcome.documents {
        let survivor = try #require(survivors[document.id])
        if survivor.id == document.id {
          #expect(verdict == .keep)
          let size = sizes[document.id] ?? 0
          #expect(
            document.notes["deduplicate.clusterSize"] == (size > 1 ? .number(Double(size)) : nil))
        } else {
          guard case .drop(let reason) = verdict else {
            Issue.record("\(document.id) is kept")
            continue
          }
          #expect(reason.twin == survivor.id)
          #expect(reason.rule == "exact-duplicate")
        }
      }
      if let decisions { #expect(outcome.decisions.map(\.payload) == decisions) }
      decisions = outcome.decisions.map(\.payload)
      #expect(
        outcome.tally["documentsWithoutKey"]
          == (settings.compare == .url() ? known.count { $0.url == nil } : 0))
    }
  }

  @Test(
    "all equal, none equal and no documents at all",
    arguments: [[], [.longest]] as [[SurvivorRule]])
  func extremes(survivor: [SurvivorRule]) throws {
    var settings = ExactSettings()
    settings.survivor = survivor
    let equal = [
      StageHarness.Shard(name: "a", texts: Array(repeating: "same", count: 5000)),
      StageHarness.Shard(name: "b", texts: Array(repeating: "same", count: 5000)),
    ]
    var outcome = try StageHarness.run(
      ExactDeduplication.self, settings, on: equal, partitions: 4, bufferBytes: 1 << 16)
    #expect(outcome.kept.map(\.id) == [DocumentID(input: 0, record: 0)])
    #expect(outcome.kept[0].notes["deduplicate.clusterSize"] == .number(10_000))
    #expect(outcome.tally["clusterSize/8193-16384"] == 1)
    let different = [StageHarness.Shard(name: "a", texts: (0..<10_000).map { "\($0)" })]
    outcome = try StageHarness.run(
      ExactDeduplication.self, settings, on: different, partitions: 4, bufferBytes: 1 << 16)
    #expect(outcome.kept.count == 10_000)
    #expect(outcome.decisions.isEmpty)
    outcome = try StageHarness.run(
      ExactDeduplication.self, settings, on: [.init(name: "a", texts: [])])
    #expect(outcome.documents.isEmpty)
  }

  @Test("ids and other fields are compared as texts, and what lacks them is kept")
  func fields() throws {
    let shard = StageHarness.Shard(
      name: "a", texts: ["a", "b", "c", "d", "e", "f"],
      records: [
        #"{"id":"7","m":{"h":[1,2]}}"#, #"{"id":7,"m":{"h":[1,2]}}"#, #"{"id":"\u0037"}"#,
        #"{"id":null}"#, #"{"id":""}"#, "",
      ])
    var settings = ExactSettings()
    settings.compare = .id
    var outcome = try StageHarness.run(ExactDeduplication.self, settings, on: [shard])
    #expect(outcome.keptTexts == ["a", "d", "e", "f"])
    #expect(outcome.dropped.map(\.reason.detail) == ["the same id", "the same id"])
    #expect(outcome.tally["documentsWithoutKey"] == 3)
    settings.compare = .field("m.h")
    outcome = try StageHarness.run(ExactDeduplication.self, settings, on: [shard])
    #expect(outcome.keptTexts == ["a", "c", "d", "e", "f"])
  }

  @Test(
    "an address, id or field that all documents share stops the run; texts do not",
    arguments: [
      (.url(), nil, true), (.field("url"), nil, true), (.text, nil, false), (.words, nil, false),
      (.text, 0.5, true), (.url(), 1, false),
    ] as [(ExactComparison, Double?, Bool)])
  func guarded(compare: ExactComparison, fraction: Double?, stops: Bool) throws {
    var settings = ExactSettings()
    settings.compare = compare
    settings.maximumDroppedFraction = fraction
    let shards = [
      StageHarness.Shard(
        source: "forms", name: "a", texts: Array(repeating: "same", count: 60),
        records: Array(repeating: #"{"url":"x.org"}"#, count: 60)),
      StageHarness.Shard(
        source: "forms", name: "b", texts: Array(repeating: "same", count: 60),
        records: Array(repeating: #"{"url":"x.org"}"#, count: 60)),
    ]
    func run() throws -> StageHarness.Outcome {
      try StageHarness.run(ExactDeduplication.self, settings, on: shards, partitions: 4)
    }
    guard stops else {
      #expect(try run().kept.count == 1)
      return
    }
    let error = #expect(throws: DroppedFractionExceeded.self) { try run() }
    #expect(error?.source == "forms")
    #expect(error?.droppedDocuments == 119)
    #expect(error?.documents == 120)
    #expect(error?.largestClusters.first?.survivor == "forms/a:1")
    #expect(error?.largestClusters.first?.examples == ["forms/a:2", "forms/a:3", "forms/a:4"])
    #expect(error?.description.contains("'compare'") == true)
  }
}
