import Deduplication
import Pipelines
import Shards
import TestSupport
import Text

/// Whole runs of one MinHash stage with an index: shards on disk, a plan, its phases, an engine.
final class IndexBench {
  /// A shard of documents; those with an id have it in their records.
  struct Corpus {
    var source = "web"
    var name: String
    var documents: [(id: String?, text: String)]

    init(_ name: String, source: String = "web", _ texts: [String]) {
      self.source = source
      self.name = name
      documents = texts.enumerated().map { ("\(name)-\($0)", $1) }
    }
  }

  /// The defaults, for corpora of which most may be dropped.
  static var settings: MinHashSettings {
    var settings = MinHashSettings()
    settings.maximumDroppedFraction = 1
    return settings
  }

  /// A line of `dropped/`.
  struct Drop: Equatable {
    var id: String
    var rule: String
    var value: String
    var twin: String
    var twinID: String
    var detail: String
  }

  /// A run that is planned and begun, but perhaps not finished.
  struct Begun {
    let run: RunFolder
    let runner: TaskRunner
    let plan: Plan
    let inputs: [InputShard]
    let stage: IndexedStage?
  }

  let folder = TemporaryFolder()

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Writes the shards, plans a run over them and prepares it.
  ///
  /// - Parameters:
  ///   - name: the run's folder; shards lie in `in/<source>`.
  ///   - corpora: its shards.
  ///   - settings: of the stage.
  ///   - index: the index's folder; nil for a run without one.
  /// - Returns: what runs its tasks.
  /// - Throws: `IndexError` where the index cannot be used.
  func begin(
    _ name: String, _ corpora: [Corpus], _ settings: MinHashSettings, index: String? = "index"
  ) throws -> Begun {
    var settings = settings
    settings.index = index.map(path)
    try settings.validate()
    let inputs = try write(corpora)
    let instance = StageInstance(
      label: MinHashDeduplication.name, only: nil, type: MinHashDeduplication.self,
      settings: settings, position: 0)
    let file = try PipelineFile(tree(of: corpora, settings), sectionNames: [])
    var compiler = PlanCompiler(
      file: file, stages: [instance], inputs: inputs, access: ShardAccess(),
      side: StageHarness.NoSideInputs(), sideDigest: "", version: "test", workingFolder: "/",
      strict: false)
    let stage = IndexedStage(instance)
    compiler.furtherPhases = stage?.phases(inputs: inputs, ranges: compiler.ranges) ?? []
    let compiled = try compiler.compile()
    let run = RunFolder(path(name))
    let isNew = filesBelow(run.path).allSatisfy { $0 != "plan.json" }
    try run.create()
    try stage?.prepare(run, for: compiled.plan, inputs: inputs, isNew: isNew)
    try writeFileAtomically(try compiled.plan.encoded(), to: run.plan)
    let runner = TaskRunner(
      run: run, plan: compiled.plan, bodies: compiled.bodies, memoryBytes: 1 << 22, threads: 1,
      cancellation: Cancellation(), progress: Progress())
    return Begun(run: run, runner: runner, plan: compiled.plan, inputs: inputs, stage: stage)
  }

  /// Begins a run and finishes it.
  @discardableResult
  func run(
    _ name: String, _ corpora: [Corpus], _ settings: MinHashSettings, index: String? = "index",
    workers: Int = 2
  ) throws -> Begun {
    let begun = try begin(name, corpora, settings, index: index)
    _ = try LocalEngine(runner: begun.runner, workers: workers).run()
    return begun
  }

  private func write(_ corpora: [Corpus]) throws -> [InputShard] {
    var inputs: [InputShard] = []
    for corpus in corpora {
      var lines: [UInt8] = []
      for document in corpus.documents {
        // Neither has a character that JSON escapes.
        let id = document.id.map { "\"id\":\"\($0)\"," } ?? ""
        lines += Array("{\(id)\"text\":\"\(document.text)\"}\n".utf8)
      }
      let path = folder.write(lines, to: "in/\(corpus.source)/\(corpus.name).jsonl")
      inputs += try InputListing.shards(
        source: corpus.source, patterns: [path], firstOrdinal: inputs.count)
    }
    return inputs
  }

  private func tree(of corpora: [Corpus], _ settings: MinHashSettings) throws -> LocatedValue {
    func map(_ entries: [(String, LocatedValue)]) -> LocatedValue {
      LocatedValue(.map(entries.map { .init(key: $0.0, place: SettingsPlace(), value: $0.1) }))
    }
    let sources = Set(corpora.map(\.source)).sorted().map { source in
      (source, map([("files", LocatedValue(.string(path("in/\(source)"))))]))
    }
    let stage = map([(MinHashDeduplication.name, try LocatedValue(encoding: settings))])
    return map([("sources", map(sources)), ("stages", LocatedValue(.list([stage])))])
  }

  /// The documents that a run dropped, in order.
  func dropped(_ begun: Begun) throws -> [Drop] {
    try begun.inputs.flatMap { input in
      try records(begun.run.absolute(DataPaths.dropped(MinHashDeduplication.name, input))).map {
        document in
        func field(_ name: String) -> String {
          document.record.valueRange(of: name).map {
            String(decoding: document.record.bytes[$0], as: UTF8.self)
              .split(separator: "\"").joined()
          } ?? ""
        }
        return Drop(
          id: field("id"), rule: field("rule"), value: field("value"), twin: field("twin"),
          twinID: field("twinId"), detail: field("detail"))
      }
    }
  }

  /// The texts that a run kept.
  func kept(_ begun: Begun) throws -> [String] {
    try begun.inputs.flatMap { input in
      try records(begun.run.absolute(DataPaths.documents(input))).map {
        String(decoding: $0.text, as: UTF8.self)
      }
    }
  }

  private func records(_ path: String) throws -> [Document] {
    guard sizeIsPositive(path) else { return [] }
    let shard = InputShard(
      ordinal: 0, source: "out", name: "out", path: path, format: "jsonl", bytes: 0)
    var source = try ShardReader.open(shard, sink: SharedShards.Refusal())
    var found: [Document] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) { found += batch }
    return found
  }

  private func sizeIsPositive(_ path: String) -> Bool {
    !TemporaryFolder.bytes(ofFile: path).isEmpty
  }

  /// The bytes of all files of a folder by name; of a run, of its outputs.
  func bytes(_ name: String, _ tops: [String] = [""]) -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for top in tops {
      let folder = top.isEmpty ? path(name) : "\(path(name))/\(top)"
      for file in filesBelow(folder) {
        result[top + "/" + file] = TemporaryFolder.bytes(ofFile: folder + "/" + file)
      }
    }
    return result
  }

  /// What `sluice verify` would cover of a run.
  func outputs(_ name: String) -> [String: [UInt8]] { bytes(name, RunFolder.verifiedFolders) }

  /// Copies of some of the texts, in each of which up to an eighth of the words are replaced.
  static func texts(
    _ count: Int, like originals: [[String]], using random: inout SplitMix64
  ) -> [String] {
    (0..<count).map { _ in
      let original = originals[Int.random(in: 0..<originals.count, using: &random)]
      let share = Double.random(in: 0...0.12, using: &random)
      return TestTexts.copy(of: original, replacing: share, using: &random).joined(separator: " ")
    }
  }
}
