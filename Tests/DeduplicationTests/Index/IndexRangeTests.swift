import Deduplication
import Pipelines
import TestSupport
import Testing
import Text

/// Runs and generations that divide the keys into different numbers of ranges.
@Suite struct IndexRangeTests {
  private let bench = IndexBench()
  private let old: [IndexBench.Corpus]
  private let new: [IndexBench.Corpus]
  private let settings = IndexBench.settings

  init() {
    var random = SplitMix64(seed: 33)
    let originals = (0..<20).map { _ in TestTexts.words(60, using: &random) }
    old = [.init("old", IndexBench.texts(40, like: originals, using: &random))]
    new = [.init("new", IndexBench.texts(40, like: originals, using: &random))]
  }

  private func file(_ path: String) throws -> GenerationManifest.File {
    let (bytes, hash) = try contentHash(ofFile: path)
    return .init(bytes: bytes, hash: hash.description)
  }

  /// Adds the generation of a run to another index, its band keys in so many ranges.
  private func divide(_ begun: IndexBench.Begun, into ranges: Int, index: String) throws {
    let stage = try #require(begun.stage)
    let source = bench.path("index/generation-0001")
    let copy = bench.path("copy")
    try makeFolder(copy + "/bands")
    try makeFolder(copy + "/tables")
    var bands: [GenerationManifest.File] = []
    for range in 0..<ranges {
      let path = "\(copy)/bands/\(range).sidecar"
      let merge = try SidecarMerge(
        paths: [source + "/bands/0.sidecar"], range: .partition(range, of: ranges))
      let file = try SidecarFileWriter(creating: path)
      while try merge.advance() {
        try merge.payload.withUnsafeBufferPointer {
          try file.append(key: merge.key, document: merge.document, payload: $0)
        }
      }
      try file.finish()
      bands.append(try self.file(path))
    }
    try writeFileAtomically(
      TemporaryFolder.bytes(ofFile: source + "/tables/0.table"), to: copy + "/tables/0.table")
    let shard = GenerationManifest.Shard(
      source: "web", name: "old", documents: 1, table: try file(copy + "/tables/0.table"))
    _ = try IndexFolder(bench.path(index)).publish(
      GenerationManifest(shards: [shard], bands: bands),
      of: IndexedRun(begun.plan, inputs: begun.inputs), after: IndexSnapshot(),
      settings: stage.settings, from: copy)
  }

  @Test("a generation of any number of ranges gives the same duplicates", arguments: [2, 8, 64])
  func generations(ranges: Int) throws {
    let first = try bench.run("old", old, settings)
    try divide(first, into: ranges, index: "divided")
    let whole = try bench.run("whole", new, settings)
    let divided = try bench.run("divided-run", new, settings, index: "divided")
    let drops = try bench.dropped(whole)
    #expect(drops.contains { $0.twin.hasPrefix("web/old") })
    #expect(try bench.dropped(divided) == drops)
  }

  @Test("a run of any number of ranges finds the same pairs", arguments: [2, 8, 64])
  func runs(ranges: Int) throws {
    let first = try bench.run("old", old, settings)
    try divide(first, into: 8, index: "divided")
    let begun = try bench.run("new", new, settings, index: "divided")
    var settings = settings
    settings.index = bench.path("divided")
    let stage = try MinHashDeduplication(
      settings,
      context: StageContext(seed: 1, side: StageHarness.NoSideInputs(), inputs: begun.inputs))
    let label = MinHashDeduplication.name
    func pairs(_ range: KeyRange) throws -> Set<[UInt64]> {
      let context = ResolveContext(
        inputs: begun.inputs,
        tables: try DocumentTables(
          paths: [begun.run.absolute(DataPaths.table(label, input: 0))]), range: range,
        dataFolder: begun.run.absolute(DataPaths.folder(label)))
      let path = bench.path("pairs")
      let writer = SidecarWriter(creating: path)
      let observations = begun.run.absolute(DataPaths.observations(label, input: 0))
      try stage.resolve(
        SidecarMerge(paths: [observations], range: range), context: context, into: writer)
      try writer.finish()
      let records = try SidecarMerge(paths: [path], range: .all)
      var pairs: Set<[UInt64]> = []
      while try records.advance() { pairs.insert([records.key, records.document]) }
      return pairs
    }
    let whole = try pairs(.all)
    #expect(whole.contains { DocumentID(rawValue: $0[1]).isIndexed })
    var parts: Set<[UInt64]> = []
    for range in 0..<ranges { parts.formUnion(try pairs(.partition(range, of: ranges))) }
    #expect(parts == whole)
  }
}
