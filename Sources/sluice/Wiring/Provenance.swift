import Contamination
import FoundationEssentials
import Pipelines
import Shards
import Tokens

/// Follows documents through a finished run: from source to tokens and back.
struct Provenance {
  let compiled: PlanCompiler.Compiled
  let run: RunFolder

  /// A document by its printed identity, or by its record's own id (which reads the inputs).
  func find(_ name: String) throws -> DocumentID {
    if let id = parse(name) { return id }
    for shard in compiled.inputs {
      var found: DocumentID?
      _ = try InputOptions.forEachDocument(of: shard, textField: "text", limit: { found != nil }) {
        if $0.reportedIdentity(in: shard) == name { found = $0.id }
      }
      if let found { return found }
    }
    throw CommandError(
      "no document is called '\(name)'; write source/shard:record, such as "
        + (compiled.inputs.first?.printedIdentity(record: 0) ?? "web/shard:1"), status: .usage)
  }

  private func parse(_ name: String) -> DocumentID? {
    guard let colon = name.lastIndex(of: ":"), let record = Int(name[name.index(after: colon)...]),
      record > 0,
      let shard = compiled.inputs.first(where: { "\($0.source)/\($0.name)" == name[..<colon] })
    else { return nil }
    return DocumentID(input: shard.ordinal, record: record - 1)
  }

  /// The life of the document that holds a token of the training set.
  func life(ofToken token: Int) throws -> DocumentLife {
    let sequences = try TokenSequences(trainingShards().map(\.reader), length: 1)
    guard token >= 0, token < sequences.tokenCount else {
      throw CommandError(
        "--token is \(token); the training set has \(sequences.tokenCount) tokens", status: .usage)
    }
    return try life(of: DocumentID(rawValue: sequences.document(ofToken: token).document.id))
  }

  /// The life of a document.
  func life(of id: DocumentID) throws -> DocumentLife {
    guard compiled.inputs.indices.contains(id.input) else {
      throw CommandError("the run has no input \(id.input)")
    }
    let shard = compiled.inputs[id.input]
    var life = DocumentLife(
      document: shard.printedIdentity(record: id.record), path: shard.path, record: id.record + 1,
      fate: "unusable", measured: [:], drop: nil, tokens: [], excerpt: "")
    let rows = try SignalRows.read(run.absolute(DataPaths.signals(shard)))
    if let row = rows.records.firstIndex(of: UInt64(id.record)) {
      life.fate = rows.fates[Int(rows.rowFates[row])]
      for (column, name) in rows.columns.enumerated() where !rows.values[column][row].isNaN {
        life.measured[name] = rows.values[column][row]
      }
    }
    life.excerpt = try excerpt(id, shard)
    if life.fate != "kept" { life.drop = try drop(id, shard, fate: life.fate) }
    life.tokens = try tokens(of: id)
    return life
  }

  private func excerpt(_ id: DocumentID, _ shard: InputShard) throws -> String {
    var text = "(the record could not be used; see dropped/read)"
    var isDone = false
    _ = try InputOptions.forEachDocument(of: shard, textField: "text", limit: { isDone }) {
      if $0.id == id { text = String(decoding: $0.text.prefix(160), as: UTF8.self) }
      isDone = $0.id >= id
    }
    return text.split(separator: "\n").first.map { String($0) } ?? ""
  }

  private struct DropLine: Decodable {
    var id: String
    var rule: String
    var value: Double?
    var threshold: Double?
    var twin: String?
    var detail: String?
  }

  private func drop(_ id: DocumentID, _ shard: InputShard, fate: String) throws -> DocumentLife
    .Drop?
  {
    guard let slash = fate.firstIndex(of: "/") else { return nil }
    let stage = String(fate[..<slash])
    var file = shard
    file.path = run.absolute(DataPaths.dropped(stage, shard))
    file.format = RecordFormat.jsonl.rawValue
    let wanted = shard.printedIdentity(record: id.record)
    var found: DocumentLife.Drop?
    _ = try InputOptions.forEachDocument(of: file, textField: "text", limit: { found != nil }) {
      let line = try JSONDecoder().decode(DropLine.self, from: Data($0.record.bytes))
      guard line.id == wanted else { return }
      found = DocumentLife.Drop(
        stage: stage, rule: line.rule, value: line.value.map { "\($0)" },
        threshold: line.threshold.map { "\($0)" }, twin: line.twin, detail: line.detail)
    }
    return found
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
