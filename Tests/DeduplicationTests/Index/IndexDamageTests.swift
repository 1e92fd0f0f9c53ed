import Deduplication
import Pipelines
import TestSupport
import Testing
import Text

/// Indexes that are torn, changed, of another kind or made with other settings: errors before their use.
@Suite struct IndexDamageTests {
  private let bench = IndexBench()
  private let settings = IndexBench.settings
  private let old: [IndexBench.Corpus]
  private let new: [IndexBench.Corpus]

  init() throws {
    var random = SplitMix64(seed: 2)
    let texts = (0..<4).map { _ in TestTexts.words(40, using: &random).joined(separator: " ") }
    old = [.init("old", texts)]
    new = [.init("new", texts)]
    try bench.run("old", old, settings)
  }

  /// The error of a run over the new corpus, begun and finished.
  private func failure(_ settings: MinHashSettings? = nil) -> IndexError? {
    do {
      let begun = try bench.begin("new", new, settings ?? self.settings)
      defer { removeTree(begun.run.path) }
      _ = try LocalEngine(runner: begun.runner, workers: 1).run()
    } catch let failure as LocalEngine.Failure {
      return failure.error as? IndexError
    } catch {
      return error as? IndexError
    }
    return nil
  }

  private func change(_ name: String, _ body: (inout [UInt8]) -> Void) {
    var bytes = TemporaryFolder.bytes(ofFile: bench.path("index/\(name)"))
    body(&bytes)
    bench.folder.write(bytes, to: "index/\(name)")
  }

  @Test(
    "a torn or missing file is told by name before the first task",
    arguments: [
      "index.json", "generation-0001/manifest.json", "generation-0001/bands/0.sidecar",
      "generation-0001/tables/0.table",
    ])
  func torn(name: String) throws {
    let bytes = TemporaryFolder.bytes(ofFile: bench.path("index/\(name)"))
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
      change(name) { $0 = Array(bytes.prefix(count)) }
      let error = #expect(throws: IndexError.self) { try bench.begin("new", new, settings) }
      #expect(error?.kind == .damaged, "\(count)")
      #expect(error?.path == bench.path("index/\(name)"))
      #expect(error?.advice.contains("restore the index from a copy") == true)
    }
    removeTree(bench.path("index/\(name)"))
    let error = #expect(throws: IndexError.self) { try bench.begin("new", new, settings) }
    #expect(error?.path.hasPrefix(bench.path("index")) == true)
  }

  @Test(
    "a changed byte is told, or changes nothing",
    arguments: [
      ("index.json", 40), ("generation-0001/manifest.json", 25),
      ("generation-0001/bands/0.sidecar", 25), ("generation-0001/tables/0.table", 40),
    ])
  func changed(name: String, count: Int) throws {
    let whole = try bench.dropped(bench.run("whole", new, settings))
    #expect(whole.map(\.twinID) == ["old-0", "old-1", "old-2", "old-3"])
    removeTree(bench.path("whole"))
    removeTree(bench.path("index"))
    removeTree(bench.path("old"))
    try bench.run("old", old, settings)
    let index = bench.bytes("index")
    let bytes = TemporaryFolder.bytes(ofFile: bench.path("index/\(name)"))
    var random = SplitMix64(seed: 9)
    var told = 0
    for _ in 0..<count {
      for (name, bytes) in index { bench.folder.write(bytes, to: "index" + name) }
      let position = Int.random(in: bytes.indices, using: &random)
      change(name) { $0[position] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      do {
        let begun = try bench.begin("new", new, settings)
        _ = try LocalEngine(runner: begun.runner, workers: 1).run()
        #expect(try bench.dropped(begun) == whole, "byte \(position)")
      } catch let failure as LocalEngine.Failure {
        // A document whose place in the table is lost has no sketch.
        #expect(failure.error is IndexError || failure.error is DeduplicationError, "\(failure)")
        told += 1
      } catch is IndexError {
        told += 1
      }
      removeTree(bench.path("new"))
      removeTree(bench.path("index"))
    }
    #expect(told > count / 2)
  }

  @Test("settings that make other keys or sketches are refused, with the first that differs")
  func otherSettings() {
    func difference(_ change: (inout MinHashSettings) -> Void) -> String? {
      var other = settings
      change(&other)
      let error = failure(other)
      guard error?.kind == .otherSettings else { return nil }
      return error?.found.split(separator: "'").dropFirst().first.map(String.init)
    }
    #expect(difference { $0.rows = 9 } == "rows")
    #expect(difference { $0.shingleSize = 4 } == "shingleSize")
    #expect(difference { $0.normalization.accents = true } == "normalization.accents")
    #expect(difference { $0.sketchSize = 128 } == "sketchSize")
    #expect(difference { $0.scope = .shard } == "scope")
    #expect(difference { $0.minimumContainment = 0.8 } == "containmentSampling")
    #expect(
      difference {
        $0.words = .whitespace
        $0.hashFamily = .datatrove
      } == "hashFamily")
    // Thresholds are the run's own affair.
    var strict = settings
    strict.minimumSimilarity = 0.9
    #expect(failure(strict) == nil)
  }

  @Test("absurd numbers in a catalogue with a right checksum are refused")
  func absurdNumbers() throws {
    let path = bench.path("index/index.json")
    let whole = try #require(try IndexCatalogue.read(path))
    let changes: [(inout IndexCatalogue.Generation) -> Void] = [
      { $0.shards = .max }, { $0.shards = -1 }, { $0.firstShard = 1 << 40 }, { $0.number = 0 },
      { $0.documents = .max }, { $0.documents = -1 }, { $0.shards = 2 }, { $0.bytes = -1 },
    ]
    for change in changes {
      var catalogue = whole
      change(&catalogue.generations[0])
      try catalogue.write(path)
      #expect(failure()?.kind == .damaged)
    }
  }

  @Test("another format version, and folders that are no index, are refused")
  func otherFolders() throws {
    change("index.json") { bytes in
      let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        .map { $0.contains("\"version\"") ? "\"version\":2" : String($0) }
      bytes = Array(text.joined(separator: "\n").utf8)
    }
    let version = failure()
    #expect(version?.kind == .notAnIndex)
    #expect(version?.found == "format 'sluice-minhash-index', version 2")

    removeTree(bench.path("index/index.json"))
    let lost = failure()
    #expect(lost?.kind == .notAnIndex)
    #expect(lost?.found.contains("no index.json") == true)

    bench.folder.write("a note", to: "notes/note.txt")
    let error = #expect(throws: IndexError.self) {
      try bench.begin("new", new, settings, index: "notes")
    }
    #expect(error?.kind == .notAnIndex)
    #expect(throws: IndexError.self) { try IndexFolder(bench.path("notes")).lockForRun() }
  }

  @Test("a run folder that lost the list of its generations is refused")
  func lostList() throws {
    let begun = try bench.begin("new", new, settings)
    removeTree(begun.run.absolute("data/deduplicate-minhash/index.json"))
    let error = #expect(throws: IndexError.self) { try bench.begin("new", new, settings) }
    #expect(error?.kind == .changed)
  }
}
