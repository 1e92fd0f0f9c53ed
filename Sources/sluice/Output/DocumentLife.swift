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
    /// The own id of a twin of an earlier run.
    var twinId: String?
    var detail: String?
  }

  /// Why its record could not be used.
  struct Problem: Encodable {
    var kind: String
    var found: String
    var expected: String
    var advice: String
    /// File that holds its bytes, relative to the run.
    var raw: String
  }

  /// The text as it was read, and as it was kept or dropped.
  struct Text: Encodable {
    var readBytes: Int
    var leftBytes: Int
    var isChanged: Bool
  }

  /// What a stage took out of the text.
  struct Cut: Encodable {
    var stage: String
    var count: Int
    /// What was counted: `lines`, `sentences`, `paragraphs` or `characters`.
    var unit: String
  }

  var document: String
  var path: String
  /// Record number in the file, from 1.
  var record: Int
  /// `kept`, `<stage>/<rule>`, or `unusable`.
  var fate = ""
  /// What stages measured, by name.
  var measured: [String: Double] = [:] {
    didSet { cuts = Self.cuts(in: measured) }
  }
  /// Short texts that stages noted, by name.
  var notes: [String: String] = [:]
  var text: Text?
  private(set) var cuts: [Cut] = []
  var drop: Drop?
  var problem: Problem?
  var tokens: [Tokens] = []
  /// The beginning of the source's text.
  var excerpt = ""

  init(document: String, path: String, record: Int) {
    self.document = document
    self.path = path
    self.record = record
  }

  /// What the stages that edit texts say of it by their counts.
  private static func cuts(in measured: [String: Double]) -> [Cut] {
    func sum(where isWanted: (String) -> Bool) -> Int {
      Int(measured.reduce(0) { $0 + (isWanted($1.key) ? $1.value : 0) })
    }
    let lines = sum {
      $0.hasPrefix("c4-clean.") && $0.hasSuffix("Lines") && $0 != "c4-clean.keptLines"
    }
    return [Cut(stage: "c4-clean", count: lines, unit: "lines")].filter { $0.count > 0 }
      + decontaminated(in: measured) + deduplicated(in: measured)
  }

  /// What decontamination cut: values named `decontaminate-<method>.removedCharacters`.
  private static func decontaminated(in measured: [String: Double]) -> [Cut] {
    measured.sorted { $0.key < $1.key }.compactMap { name, count in
      let parts = name.split(separator: ".")
      guard parts.count == 2, parts[0].hasPrefix("decontaminate-"),
        parts[1] == "removedCharacters", count > 0
      else { return nil }
      return Cut(stage: String(parts[0]), count: Int(count), unit: "characters")
    }
  }

  /// What deduplication cut: values named `deduplicate-<method>.<unit>Removed`.
  private static func deduplicated(in measured: [String: Double]) -> [Cut] {
    let ending = "Removed"
    return measured.sorted { $0.key < $1.key }.compactMap { name, count in
      let parts = name.split(separator: ".")
      guard parts.count == 2, parts[0].hasPrefix("deduplicate-"), parts[1].hasSuffix(ending) else {
        return nil
      }
      return Cut(
        stage: String(parts[0]), count: Int(count), unit: String(parts[1].dropLast(ending.count)))
    }
  }

  /// The life as lines of text.
  var lines: [String] {
    var lines = ["document  \(document)", "source    \(path), record \(record)"]
    if !excerpt.isEmpty { lines.append("          \(excerpt)") }
    if let text {
      let size = "\(Numbers.grouped(text.readBytes)) bytes"
      lines.append(
        text.isChanged
          ? "text      \(size) were read, \(Numbers.grouped(text.leftBytes)) are left"
          : "text      \(size), unchanged")
    }
    for cut in cuts {
      let unit = cut.count == 1 ? String(cut.unit.dropLast()) : cut.unit
      lines.append("cut       \(Numbers.grouped(cut.count)) \(unit) by \(cut.stage)")
    }
    for (name, value) in measured.sorted(by: { $0.key < $1.key }) {
      lines.append("measured  \(name) = \(value)")
    }
    for (name, text) in notes.sorted(by: { $0.key < $1.key }) {
      lines.append("noted     \(name) = \(text)")
    }
    lines.append(fateLine)
    if let problem { lines.append("          its bytes are in \(problem.raw)") }
    for place in tokens {
      lines.append(
        "tokens    \(place.set) \(Numbers.grouped(place.offset)) to "
          + "\(Numbers.grouped(place.offset + place.count - 1)), epoch \(place.epoch + 1), in \(place.shard)"
      )
    }
    return lines
  }

  private var fateLine: String {
    if let problem {
      return "unusable  \(problem.kind): found \(problem.found), expected \(problem.expected); "
        + problem.advice
    }
    guard let drop else { return fate == "kept" ? "kept" : "dropped   by \(fate)" }
    var text = "dropped   by \(drop.stage): \(drop.rule)"
    if let value = drop.value { text += ", found \(value)" }
    if let threshold = drop.threshold { text += ", threshold \(threshold)" }
    if let twin = drop.twin { text += ", repeats \(twin)" }
    if let id = drop.twinId { text += " (id \(id))" }
    if let detail = drop.detail { text += ", \(detail)" }
    return text
  }
}
