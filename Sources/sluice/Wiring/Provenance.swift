import Contamination
import FoundationEssentials
import Glibc
import Pipelines
import Shards
import Tokens

/// Follows documents through a finished run: from source to tokens and back.
struct Provenance {
  let compiled: PlanCompiler.Compiled
  let run: RunFolder
  private let texts: RunTexts

  init(compiled: PlanCompiler.Compiled, run: RunFolder) throws {
    self.compiled = compiled
    self.run = run
    texts = try RunTexts(compiled.plan, run)
  }

  /// A document by its printed identity, or by its record's own id (which reads the inputs).
  func find(_ name: String) throws -> DocumentID {
    if let id = try parse(name) { return id }
    for shard in compiled.inputs {
      if let found = try texts.input(of: shard, called: name) {
        return found.id
      }
    }
    guard let example = compiled.inputs.first?.printedIdentity(record: 0) else {
      throw CommandError("the run read no documents: \(noTokens)", status: .usage)
    }
    throw CommandError(
      "no document is called '\(name)'; write source/shard:record, such as \(example), or the "
        + "record's own id", status: .usage)
  }

  private func parse(_ name: String) throws -> DocumentID? {
    guard let colon = name.lastIndex(of: ":"), let record = Int(name[name.index(after: colon)...]),
      let shard = compiled.inputs.first(where: { "\($0.source)/\($0.name)" == name[..<colon] })
    else { return nil }
    guard (1...Int(UInt32.max)).contains(record) else {
      throw CommandError(
        "there is no \(name): the records of a shard are counted from 1", status: .usage)
    }
    return DocumentID(input: shard.ordinal, record: record - 1)
  }

  /// The life of the document that holds a token of the training set.
  func life(ofToken token: Int) throws -> DocumentLife {
    let shards = try trainingShards()
    guard !shards.isEmpty else { throw CommandError(noTokens, status: .usage) }
    let sequences = try TokenSequences(shards.map(\.reader), length: 1)
    guard token >= 0, token < sequences.tokenCount else {
      throw CommandError(
        "--token is \(token); the training set has \(sequences.tokenCount) tokens", status: .usage)
    }
    return try life(of: DocumentID(rawValue: sequences.document(ofToken: token).document.id))
  }

  /// Why the run has no token shards.
  private var noTokens: String {
    let tokens = compiled.plan.config.value["tokens"]
    guard tokens != nil else {
      return "the run has no tokens: its pipeline file has no section 'tokens'"
    }
    guard case .string(let from)? = tokens?["from"]?.content else {
      return "the run has no tokens yet; finish it by 'sluice resume \(run.path)'"
    }
    let text = "the run has no tokens of its own, it was trained on those in \(from)"
    let parent = from.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    guard access(parent + "/plan.json", R_OK) == 0 else { return text }
    return text + "; ask the run that made them: sluice why \(parent) …"
  }

  /// The life of a document.
  func life(of id: DocumentID) throws -> DocumentLife {
    guard compiled.inputs.indices.contains(id.input) else {
      throw CommandError("the run has no input \(id.input)")
    }
    let shard = compiled.inputs[id.input]
    let signals = run.absolute(DataPaths.signals(shard))
    guard access(signals, R_OK) == 0 else {
      throw CommandError(
        "the run is not finished, nothing is known of \(shard.source)/\(shard.name) yet; continue "
          + "with: sluice resume \(run.path)", status: .tryAgain)
    }
    let rows = try SignalRows.read(signals)
    var life = DocumentLife(
      document: shard.printedIdentity(record: id.record), path: shard.path, record: id.record + 1)
    guard let row = rows.records.firstIndex(of: UInt64(id.record)) else {
      try tellProblem(of: id, shard, rows, in: &life)
      return life
    }
    life.fate = rows.fates[Int(rows.rowFates[row])]
    for (column, name) in rows.columns.enumerated() where !rows.values[column][row].isNaN {
      life.measured[name] = rows.values[column][row]
    }
    if life.fate == "kept" {
      let kept = rows.fates.firstIndex(of: "kept").map { UInt64($0) }
      let place = rows.rowFates[..<row].count { $0 == kept }
      try tellText(of: id, shard, after: texts.kept(at: place, of: shard), in: &life)
      life.tokens = try tokens(of: id)
    } else {
      try tellDrop(of: id, shard, in: &life)
    }
    return life
  }

  private func tellProblem(
    of id: DocumentID, _ shard: InputShard, _ rows: SignalRows, in life: inout DocumentLife
  ) throws {
    let problems = try texts.problems(of: shard)
    guard let problem = problems.first(where: { $0.record == id.record + 1 }) else {
      let last = problems.last { $0.rawBytes > 0 }?.record ?? 0
      let count = max(last, rows.records.last.map { Int($0) + 1 } ?? 0)
      throw CommandError(
        "there is no \(life.document): \(shard.path) has \(Numbers.grouped(count)) records",
        status: .usage)
    }
    life.fate = "unusable"
    life.problem = DocumentLife.Problem(
      kind: problem.kind, found: problem.found, expected: problem.expected, advice: problem.advice,
      raw: DataPaths.quarantineRaw(shard))
  }

  private func tellDrop(
    of id: DocumentID, _ shard: InputShard, in life: inout DocumentLife
  ) throws {
    guard let slash = life.fate.firstIndex(of: "/") else { return }
    let stage = String(life.fate[..<slash])
    guard let (line, document) = try texts.dropped(id, by: stage, from: shard) else { return }
    life.drop = DocumentLife.Drop(
      stage: stage, rule: line.rule, value: line.value.map { "\($0)" },
      threshold: line.threshold.map { "\($0)" }, twin: line.twin, twinId: line.twinId,
      detail: line.detail)
    try tellText(of: id, shard, after: document, in: &life)
  }

  /// Tells how a text began and what was left of it.
  private func tellText(
    of id: DocumentID, _ shard: InputShard, after result: Document?, in life: inout DocumentLife
  ) throws {
    do {
      let source = try texts.input(of: shard) { $0.id == id }
      guard let source else { return }
      life.excerpt =
        String(decoding: source.text.prefix(160), as: UTF8.self).split(separator: "\n").first
        .map { String($0) } ?? ""
      guard let result else { return }
      life.text = DocumentLife.Text(
        readBytes: source.text.count, leftBytes: result.text.count,
        isChanged: source.text != result.text)
      life.notes = try texts.notes(of: result)
    } catch let error as FileError {
      life.excerpt = "(\(error))"
    }
  }

  private func trainingShards() throws -> [(name: String, reader: TokenShardReader)] {
    try filesBelow(run.absolute("tokens")).filter {
      $0.hasPrefix("train-") && $0.hasSuffix(".tokens")
    }
    .map { ("tokens/\($0)", try TokenShardReader(opening: run.absolute("tokens/\($0)"))) }
  }

  private func tokens(of id: DocumentID) throws -> [DocumentLife.Tokens] {
    var places: [DocumentLife.Tokens] = []
    func search(_ set: String, _ shards: [(name: String, reader: TokenShardReader)]) throws {
      var start = 0
      for shard in shards {
        for ordinal in 0..<shard.reader.documentCount {
          let (document, range) = try shard.reader.document(ordinal)
          guard document.id == id.rawValue else { continue }
          places.append(
            DocumentLife.Tokens(
              set: set, shard: shard.name, epoch: Int(document.epoch),
              offset: start + range.lowerBound, count: range.count))
        }
        start += shard.reader.tokenCount
      }
    }
    try search("train", trainingShards())
    let validation = run.absolute(MixPhase.validationPath)
    if let reader = try? TokenShardReader(opening: validation) {
      try search("validation", [(MixPhase.validationPath, reader)])
    }
    return places
  }
}
