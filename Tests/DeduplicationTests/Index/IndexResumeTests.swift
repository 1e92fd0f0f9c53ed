import Deduplication
import Pipelines
import TestSupport
import Testing

/// Runs with an index that are killed, resumed, repeated, or meet one another.
@Suite struct IndexResumeTests {
  private let bench = IndexBench()
  private let old: [IndexBench.Corpus]
  private let new: [IndexBench.Corpus]
  private let settings = IndexBench.settings

  init() {
    var random = SplitMix64(seed: 21)
    let originals = (0..<12).map { _ in TestTexts.words(60, using: &random) }
    func corpora(_ name: String) -> [IndexBench.Corpus] {
      (0..<2).map {
        IndexBench.Corpus("\(name)\($0)", IndexBench.texts(15, like: originals, using: &random))
      }
    }
    old = corpora("old")
    new = corpora("new")
  }

  /// The index without its locks.
  private func index() -> [String: [UInt8]] {
    bench.bytes("index").filter { !$0.key.hasSuffix(".lock") }
  }

  @Test("a run killed between two tasks ends in the same bytes, and the index with it")
  func resume() throws {
    try bench.run("old", old, settings)
    let before = index()
    let straight = try bench.run("straight", new, settings)
    let outputs = bench.outputs("straight")
    let after = index()
    #expect(after.count > before.count)
    let tasks = straight.plan.phases.flatMap { phase in (0..<phase.tasks).map { (phase, $0) } }
    #expect(tasks.count == 10)
    // In the first pass, before reduce, after the last pass, within the index's phases, after them.
    for count in [1, 3, 6, 8, 9, 10] {
      removeTree(bench.path("index"))
      for (name, bytes) in before { bench.folder.write(bytes, to: "index" + name) }
      let begun = try bench.begin("killed\(count)", new, settings)
      for (phase, index) in tasks.prefix(count) { _ = try begun.runner.run(phase, index: index) }
      #expect(index() == (count < tasks.count ? before : after))
      let resumed = try bench.run("killed\(count)", new, settings)
      #expect(bench.outputs("killed\(count)") == outputs)
      #expect(index() == after, "after \(count) tasks")
      #expect(resumed.plan.fingerprint == straight.plan.fingerprint)
    }
  }

  @Test("what a run killed while it adds leaves in the index is replaced")
  func leftovers() throws {
    try bench.run("old", old, settings)
    let catalogue = TemporaryFolder.bytes(ofFile: bench.path("index/index.json"))
    try bench.run("straight", new, settings)
    let after = index()
    // The folder has its name already, but the catalogue does not know it; another is half made.
    bench.folder.write(catalogue, to: "index/index.json")
    bench.folder.write([1, 2, 3], to: "index/generation-0002/tables/0.table")
    bench.folder.write([4], to: "index/generation-0002/tables/7.table")
    bench.folder.write([5], to: "index/adding/bands/9.sidecar")
    let again = try bench.run("again", new, settings)
    #expect(index() == after)
    #expect(bench.outputs("again") == bench.outputs("straight"))
    // The catalogue has it, but the task's marker was not written.
    removeTree(again.run.marker(phase: "deduplicate-minhash-index-add", index: 0))
    try bench.run("again", new, settings)
    #expect(index() == after)
  }

  @Test("a run repeated in another folder adds nothing and does not meet its own documents")
  func repeated() throws {
    try bench.run("old", old, settings)
    try bench.run("new", new, settings)
    try bench.run(
      "third", [.init("x", ["something else altogether, of nine words or so"])], settings)
    let all = index()
    for (name, corpora) in [("old", old), ("new", new)] {
      try bench.run("\(name)-again", corpora, settings)
      #expect(bench.outputs("\(name)-again") == bench.outputs(name))
      try bench.run(name, corpora, settings)
    }
    #expect(index() == all)
  }

  @Test("an index that another run added to since is refused, before any task and at the end")
  func changed() throws {
    let begun = try bench.begin("slow", new, settings)
    try bench.run("old", old, settings)
    let all = index()
    let resumed = #expect(throws: IndexError.self) { try bench.begin("slow", new, settings) }
    #expect(resumed?.kind == .changed)
    #expect(resumed?.found.contains("generation 1") == true)
    #expect(resumed?.advice.contains("begin a new run") == true)
    let failure = #expect(throws: LocalEngine.Failure.self) {
      _ = try LocalEngine(runner: begun.runner, workers: 1).run()
    }
    #expect((failure?.error as? IndexError)?.kind == .changed)
    #expect(index() == all)
  }

  @Test("an index that lost what a run added is told when the run is looked at again")
  func lostGeneration() throws {
    try bench.run("old", old, settings)
    removeTree(bench.path("index"))
    let error = #expect(throws: IndexError.self) { try bench.begin("old", old, settings) }
    #expect(error?.found == "no generation 1, which this run has added")
  }

  @Test("the same inputs under other settings are refused: they would be copies of themselves")
  func sameInputs() throws {
    try bench.run("old", old, settings)
    var other = settings
    other.minimumSimilarity = 0.8
    let error = #expect(throws: IndexError.self) { try bench.begin("other", old, other) }
    #expect(error?.kind == .changed)
    #expect(error?.found == "these inputs, as generation 1")
    // With other inputs the threshold is the run's own affair.
    try bench.run("new", new, other)
  }

  @Test("only one run at a time works with an index")
  func locked() throws {
    let folder = IndexFolder(bench.path("index"))
    let lock = try folder.lockForRun()
    let error = #expect(throws: IndexError.self) { try folder.lockForRun() }
    #expect(error?.kind == .busy)
    IndexFolder.unlock(lock)
    IndexFolder.unlock(try folder.lockForRun())
  }
}
