import Pipelines
import Shards
import TestSupport

/// Collects problems together with the raw bytes that belong to them, and the size of every piece.
final class ProblemCollector: ProblemSink {
  var problems: [RecordProblem] = []
  var raw: [[UInt8]] = []
  var largestPiece = 0
  private var pending: [UInt8] = []
  private let keepsRaw: Bool

  init(keepsRaw: Bool = true) { self.keepsRaw = keepsRaw }

  func quarantine(_ piece: UnsafeRawBufferPointer) {
    largestPiece = max(largestPiece, piece.count)
    if keepsRaw { pending.append(contentsOf: piece) }
  }

  func report(_ problem: RecordProblem) {
    problems.append(problem)
    raw.append(pending)
    pending = []
  }

  var kinds: [RecordProblem.Kind] { problems.map(\.kind) }
  var rawTexts: [String] { raw.map { String(decoding: $0, as: UTF8.self) } }
}

/// All documents of a file and the problems met in it.
struct ShardContent {
  var documents: [Document] = []
  let problems: ProblemCollector
  var tally = Tally()

  init(
    _ path: String, _ format: RecordFormat = .jsonl, settings: ReadingSettings = ReadingSettings(),
    keepsRaw: Bool = true
  ) throws {
    problems = ProblemCollector(keepsRaw: keepsRaw)
    let shard = InputShard(
      ordinal: 3, source: "web", name: "s", path: path, format: format.rawValue, bytes: 0)
    var reader = try ShardReader.open(shard, settings: settings, sink: problems)
    var batch: [Document] = []
    while try reader.nextBatch(into: &batch) { documents += batch }
    tally = reader.problemTally
  }

  var texts: [String] { documents.map { String(decoding: $0.text, as: UTF8.self) } }
  /// Record numbers as they are printed.
  var numbers: [Int] { documents.map { $0.id.record + 1 } }
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
