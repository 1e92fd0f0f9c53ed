import Deduplication
import Pipelines
import TestSupport
import Testing

/// Runs that compare their documents with those of earlier runs, and add their own.
@Suite struct IndexRunTests {
  private let bench = IndexBench()
  private var settings: MinHashSettings {
    var settings = IndexBench.settings
    settings.survivor = [.first]
    return settings
  }

  /// Long texts without anything in common.
  private static let pages: [[String]] = {
    var random = SplitMix64(seed: 11)
    return (0..<8).map { _ in TestTexts.words(120, using: &random) }
  }()

  private func page(_ index: Int) -> String { Self.pages[index].joined(separator: " ") }

  /// The page with some of its words replaced at the end.
  private func variant(_ index: Int, replacing count: Int = 3) -> String {
    (Self.pages[index].dropLast(count) + (0..<count).map { "other\($0)" }).joined(separator: " ")
  }

  @Test("a document near to an earlier one is dropped for it, by its real id, without the old text")
  func realIDs() throws {
    let first = try bench.run("first", [.init("old", [page(0), page(1), page(0)])], settings)
    #expect(try bench.dropped(first).map(\.id) == ["web/old:3"])
    #expect(try bench.dropped(first).map(\.detail) == [""])
    removeTree(bench.path("in"))
    removeTree(bench.path("first"))

    var corpus = IndexBench.Corpus("new", [variant(1), page(2), page(2), page(0)])
    corpus.documents[0].id = nil
    let second = try bench.run("second", [corpus], settings)
    let drops = try bench.dropped(second)
    #expect(drops.map(\.id) == ["web/new:1", "web/new:3", "web/new:4"])
    #expect(drops.map(\.twin) == ["web/old:2", "web/new:2", "web/old:1"])
    #expect(drops.map(\.twinID) == ["old-1", "", "old-0"])
    let similarity = TestTexts.jaccard(
      TestTexts.shingles(page(1)), TestTexts.shingles(variant(1)))
    #expect(Double(drops[0].value) == similarity)
    #expect(drops[2].detail == "kept by an earlier run")
    #expect(try bench.kept(second) == [page(2)])
  }

  @Test("records without an id are named by source, shard and record alone")
  func withoutIDs() throws {
    var corpus = IndexBench.Corpus("old", source: "books", [page(0)])
    corpus.documents[0].id = nil
    try bench.run("first", [corpus], settings)
    let second = try bench.run("second", [.init("new", [page(0)])], settings)
    #expect(try bench.dropped(second).map(\.twin) == ["books/old:1"])
    #expect(try bench.dropped(second).map(\.twinID) == [""])
  }

  @Test("each generation meets all before it, and each document is added once")
  func threeGenerations() throws {
    try bench.run("one", [.init("a", [page(0)]), .init("b", [page(1)])], settings)
    let two = try bench.run("two", [.init("c", [variant(0), page(2)])], settings)
    #expect(try bench.dropped(two).map(\.twin) == ["web/a:1"])
    let three = try bench.run(
      "three", [.init("d", [page(3)]), .init("e", [page(2), page(1), variant(0), page(4)])],
      settings)
    #expect(try bench.dropped(three).map(\.twin) == ["web/c:2", "web/b:1", "web/a:1"])
    #expect(try bench.dropped(three).map(\.twinID) == ["c-1", "b-0", "a-0"])
    let four = try bench.run("four", [.init("f", [page(4), page(3)])], settings)
    #expect(try bench.dropped(four).map(\.twin) == ["web/e:4", "web/d:1"])
    #expect(try bench.kept(four).isEmpty)
    let catalogue = try #require(
      try four.stage.map { try $0.folder.catalogue(for: $0.settings) })
    #expect(catalogue.generations.map(\.documents) == [2, 1, 2, 0])
    #expect(catalogue.generations.map(\.firstShard) == [0, 2, 3, 5])
  }

  @Test("what is near to a dropped document, but not to its survivor, is kept")
  func survivorsAlone() throws {
    // Each drops 20 of the words before and adds 20: neighbours share 96 of 136 shingles, others 76 of 156.
    let words = Self.pages[5] + Self.pages[6]
    let chain = (0..<3).map { words[$0 * 20..<$0 * 20 + 120].joined(separator: " ") }
    var settings = settings
    settings.rows = 2
    let first = try bench.run("first", [.init("a", [chain[0], chain[1]])], settings)
    #expect(try bench.dropped(first).map(\.id) == ["web/a:2"])
    let second = try bench.run("second", [.init("b", [chain[2]])], settings)
    #expect(try bench.dropped(second).isEmpty)
  }

  @Test("documents with a part of an earlier one are dropped for it, and never the earlier one")
  func containment() throws {
    var settings = settings
    settings.minimumContainment = 0.9
    settings.containmentSampling = 4
    let whole = (Self.pages[0] + Self.pages[1] + Self.pages[2]).joined(separator: " ")
    try bench.run("first", [.init("a", [whole, page(3)])], settings)
    let larger = (Self.pages[3] + Self.pages[4] + Self.pages[6]).joined(separator: " ")
    let second = try bench.run("second", [.init("b", [page(1), larger])], settings)
    let drops = try bench.dropped(second)
    #expect(drops.map(\.rule) == ["contained"])
    #expect(drops.map(\.twin) == ["web/a:1"])
    #expect(drops.first.flatMap { Double($0.value) } == 1)
    #expect(try bench.kept(second) == [larger])
  }

  @Test(
    "components hold the earlier document, for which all others go",
    arguments: [MinHashPreset.classic, .datatrove, nil])
  func components(preset: MinHashPreset?) throws {
    var settings = preset?.settings ?? self.settings
    settings.maximumDroppedFraction = 1
    settings.cluster = .components
    settings.rows = 2
    try bench.run("first", [.init("a", [page(7), page(0)])], settings)
    // One is near to the earlier document, the second to the first alone.
    let words = Self.pages[0] + Self.pages[1]
    let chain = (1..<4).map { words[$0 * 15..<$0 * 15 + 120].joined(separator: " ") }
    let second = try bench.run("second", [.init("b", chain.reversed() + [page(2)])], settings)
    #expect(try bench.dropped(second).map(\.twin) == Array(repeating: "web/a:2", count: 3))
    #expect(try bench.kept(second) == [page(2)])
    let third = try bench.run("third", [.init("c", [page(2), page(3)])], settings)
    #expect(try bench.dropped(third).map(\.twin) == ["web/b:4"])
  }

  @Test("scopes keep earlier documents apart as they do the run's")
  func scopes() throws {
    var settings = settings
    settings.scope = .source
    try bench.run("first", [.init("a", source: "web", [page(0)])], settings)
    let second = try bench.run(
      "second", [.init("b", source: "books", [page(0)]), .init("c", source: "web", [page(0)])],
      settings)
    #expect(try bench.dropped(second).map(\.id) == ["web/c:1"])
  }

  @Test("a source that would lose too much to earlier documents stops the run, which adds nothing")
  func sourceGuard() throws {
    var settings = settings
    settings.maximumDroppedFraction = 0.5
    let texts = (0..<100).map { "\($0) " + page($0 % 8) }
    var allowed = settings
    allowed.maximumDroppedFraction = 1
    try bench.run("first", [.init("a", texts)], allowed)
    let before = bench.bytes("index")
    let failure = #expect(throws: LocalEngine.Failure.self) {
      try bench.run("second", [.init("b", texts)], settings)
    }
    let error = try #require(failure?.error as? DroppedFractionExceeded)
    #expect(error.largestClusters.allSatisfy { $0.survivor.hasPrefix("web/a:") })
    #expect(bench.bytes("index") == before)
  }

  @Test(
    "any number of workers gives the same bytes, wherever the index lies", arguments: [1, 2, 4])
  func workers(count: Int) throws {
    var random = SplitMix64(seed: 4)
    let corpora = (0..<6).map { shard in
      IndexBench.Corpus(
        "s\(shard)", IndexBench.texts(20, like: Self.pages, using: &random))
    }
    for (index, workers) in [("index", 2), ("else/where", count)] {
      try bench.run("\(index)-a", Array(corpora[..<3]), settings, index: index, workers: workers)
      try bench.run("\(index)-b", Array(corpora[3...]), settings, index: index, workers: workers)
    }
    for run in ["a", "b"] {
      #expect(bench.outputs("index-\(run)") == bench.outputs("else/where-\(run)"))
      #expect(!bench.outputs("index-\(run)").isEmpty)
    }
    let names = ["generation-0001", "generation-0002"]
    #expect(bench.bytes("index", names) == bench.bytes("else/where", names))
    #expect(bench.bytes("index", names).count == 2 * (1 + 1 + 3))
  }
}
