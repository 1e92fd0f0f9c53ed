/// What happened to one document, from its source line to its tokens.
struct DocumentLife: Encodable {
  /// Where the document's tokens stand.
  struct Tokens: Encodable {
    /// `train` or `validation`.
    var set: String
    /// File, relative to the run.
    var shard: String
    var epoch: Int
    /// Offset of the first token in the set, over all its shards, and the number of tokens.
    var offset: Int
    var count: Int
  }

  /// Why it was dropped.
  struct Drop: Encodable {
    var stage: String
    var rule: String
    var value: String?
    var threshold: String?
    var twin: String?
    var detail: String?
  }

  var document: String
  var path: String
  /// Record number in the file, from 1.
  var record: Int
  /// `kept`, `<stage>/<rule>`, or `unusable`.
  var fate: String
  /// What stages measured, by name.
  var measured: [String: Double]
  var drop: Drop?
  var tokens: [Tokens]
  /// The beginning of the source's record.
  var excerpt: String

  var lines: [String] {
    var lines = [
      "document  \(document)", "source    \(path), record \(record)",
      "          \(excerpt)",
    ]
    for (name, value) in measured.sorted(by: { $0.key < $1.key }) {
      lines.append("measured  \(name) = \(value)")
    }
    if let drop {
      var text = "dropped   by \(drop.stage): \(drop.rule)"
      if let value = drop.value { text += ", found \(value)" }
      if let threshold = drop.threshold { text += ", threshold \(threshold)" }
      if let twin = drop.twin { text += ", repeats \(twin)" }
      if let detail = drop.detail { text += ", \(detail)" }
      lines.append(text)
    } else {
      lines.append(fate == "kept" ? "kept" : "fate      \(fate)")
    }
    for place in tokens {
      lines.append(
        "tokens    \(place.set) \(Numbers.grouped(place.offset)) to "
          + "\(Numbers.grouped(place.offset + place.count - 1)), epoch \(place.epoch + 1), in \(place.shard)"
      )
    }
    return lines
  }
}
