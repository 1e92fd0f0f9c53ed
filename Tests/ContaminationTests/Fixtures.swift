import Contamination
import Pipelines
import TestSupport
import Text

/// Side files in memory: JSON lines by path.
struct SideFiles: SideInputs {
  var files: [(path: String, lines: [String])]

  func forEachDocument(
    in patterns: [String], _ body: (Document, String) throws -> Void
  ) throws {
    for (input, file) in files.enumerated() where patterns.contains(file.path) {
      for (record, line) in file.lines.enumerated() {
        let id = DocumentID(input: input, record: record)
        try body(Document(id: id, text: [], record: try makeRecord(line)), file.path)
      }
    }
  }
}

/// Side files in memory, as bytes.
struct RawFiles: SideInputs {
  var files: [(path: String, contents: [UInt8])]

  func forEachDocument(
    in patterns: [String], _ body: (Document, String) throws -> Void
  ) throws {}

  func forEachFile(
    in patterns: [String], endings: [String], _ body: ([UInt8], String) throws -> Void
  ) throws {
    for file in files where patterns.contains(file.path) { try body(file.contents, file.path) }
  }
}

/// The record of one line of JSON.
func makeRecord(_ line: String) throws -> Record {
  let bytes = Array(line.utf8)
  var fields: ContiguousArray<JSONField> = []
  try JSONScanner().scanObject(bytes.span, into: &fields)
  return Record(
    bytes: bytes,
    fields: ContiguousArray(fields.map { Record.Field(name: $0.name, value: $0.value) }))
}

/// A document of the first input.
func makeDocument(_ text: String, record: Int = 0) -> Document {
  Document(id: DocumentID(input: 0, record: record), text: Array(text.utf8))
}

/// A set of open questions.
func makeSet(_ name: String, _ questions: [String]) -> BenchmarkSet {
  BenchmarkSet(
    name: name,
    items: questions.enumerated().map { BenchmarkItem(index: $0, question: $1) })
}

/// Words that stand nowhere else: `w1 w2 …` under a prefix.
func words(_ prefix: String, _ count: Int) -> String {
  (0..<count).map { "\(prefix)\($0)" }.joined(separator: " ")
}

/// Sentences of invented words, the same for a seed.
func prose(words count: Int, seed: UInt64) -> String {
  var random = SplitMix64(seed: seed)
  var result: [String] = []
  for position in 0..<count {
    let length = Int.random(in: 2...9, using: &random)
    let letters = (0..<length).map { _ in
      Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
    }
    result.append(String(letters) + (position % 12 == 11 ? "." : ""))
  }
  return result.joined(separator: " ")
}

/// Runs the stage over one shard: observe all, reduce, apply all.
func run(
  _ stage: DecontaminateCounted<GPT3Overlap>, on texts: [String]
) throws -> (documents: [(document: Document, verdict: Verdict)], tally: Tally) {
  let folder = TemporaryFolder()
  var documents = texts.enumerated().map { makeDocument($1, record: $0) }
  let sidecar = SidecarWriter(creating: folder.path + "/observations")
  let observations = ObservationWriter(sidecar: sidecar, table: nil)
  var shared = SharedScratch()
  var state = stage.makeObserverState()
  for document in documents {
    try stage.observe(document, shared: &shared, state: &state, into: observations)
  }
  try stage.finishObserving(state: &state, into: observations)
  try sidecar.finish()

  let decisions = SidecarWriter(creating: folder.path + "/decisions")
  let context = ResolveContext(inputs: [], tables: nil)
  try stage.reduce(
    SidecarMerge(paths: [folder.path + "/observations"], range: .all), context: context,
    into: decisions)
  try decisions.finish()

  let shard = InputShard(
    ordinal: 0, source: "web", name: "a", path: "a.jsonl", format: "jsonl", bytes: 0)
  var applier = try stage.makeApplier(
    SidecarMerge(paths: [folder.path + "/decisions"], range: .all), shard: shard)
  var results: [(document: Document, verdict: Verdict)] = []
  for position in documents.indices {
    let verdict = stage.apply(&applier, to: &documents[position], shared: &shared)
    results.append((documents[position], verdict))
  }
  return (results, context.tally)
}
