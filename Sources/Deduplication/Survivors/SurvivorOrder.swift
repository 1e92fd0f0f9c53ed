package import Pipelines

/// The order in which documents of a cluster are preferred: rule by rule, then by document id.
///
/// Each rule gives a document a rank, a number that is smaller the better the document. Written one after
/// another, most significant byte first, the ranks of two documents compare as their bytes do.
package struct SurvivorOrder: Sendable {
  /// The rank of a document without a usable value: behind all others.
  package static let lastRank = UInt64.max
  /// Rules at most, `first` not counted.
  static let maximumRules = 16

  private let rules: [(rule: SurvivorRule, field: MetadataField)]
  /// Rank of each input's source.
  private let sourceRanks: [UInt64]

  /// - Throws: `SettingsProblem` when `sources` names none of the run's.
  package init(rules: [SurvivorRule], sources: [String], inputs: [InputShard]) throws {
    self.rules = rules.prefix { $0 != .first }.map { ($0, MetadataField($0.valueName ?? "")) }
    sourceRanks = inputs.map { UInt64(sources.firstIndex(of: $0.source) ?? sources.count) }
    let known = Set(inputs.map(\.source))
    if let name = sources.first(where: { !known.contains($0) }) {
      let hint =
        nearestName(to: name, among: known.sorted()).map { "did you mean '\($0)'?" }
        ?? "the sources are \(known.sorted().joined(separator: ", "))"
      throw SettingsProblem("sources", "names '\(name)', which the run does not read; \(hint)")
    }
  }

  /// Ranks of a document.
  package var rankCount: Int { rules.count }

  /// Whether ranks depend on more than a document's id and the length of its text.
  package var readsValues: Bool { rules.contains { $0.rule.valueName != nil } }

  /// Appends the ranks of a document, eight bytes each, most significant first.
  ///
  /// `tally` counts documents without a value (`withoutValue/<name>`) and with one that is no number or
  /// no date (`unusableValue/<name>`).
  package func appendRanks(
    of document: borrowing Document, to bytes: inout [UInt8], tally: inout Tally
  ) {
    for index in rules.indices {
      let value: UInt64
      if rules[index].rule.valueName == nil {
        value = rank(index, of: document.id, textBytes: document.text.count)
      } else {
        value = valueRank(index, of: document, tally: &tally)
      }
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// The rank under a rule that reads no value.
  package func rank(_ index: Int, of document: DocumentID, textBytes: Int) -> UInt64 {
    switch rules[index].rule {
    case .longest: ~UInt64(clamping: textBytes)
    case .shortest: UInt64(clamping: textBytes)
    case .source:
      sourceRanks.indices.contains(document.input) ? sourceRanks[document.input] : Self.lastRank
    default: Self.lastRank
    }
  }

  private func valueRank(
    _ index: Int, of document: borrowing Document, tally: inout Tally
  ) -> UInt64 {
    let field = rules[index].field
    guard let value = field.value(in: document) else {
      tally.add("withoutValue/\(field.name)")
      return Self.lastRank
    }
    let rank: UInt64? =
      switch rules[index].rule {
      case .highest: value.number.map { ~Self.ordered($0) }
      case .lowest: value.number.map(Self.ordered)
      case .earliest: Self.date(value).map(Self.ordered)
      case .latest: Self.date(value).map { ~Self.ordered($0) }
      case .longest, .shortest, .source, .first: nil
      }
    if rank == nil { tally.add("unusableValue/\(field.name)") }
    return rank ?? Self.lastRank
  }

  private static func date(_ value: MetadataField.Value) -> TimePoint? {
    switch value {
    case .noted(let number): TimePoint(sinceEpoch: number)
    case .text(let bytes): TimePoint(bytes)
    }
  }

  /// Maps finite numbers to integers in the same order; neither 0 nor the last rank is among them.
  private static func ordered(_ number: Double) -> UInt64 {
    // Negative numbers run backwards by their bits, and −0 is 0.
    let bits = (number == 0 ? 0 : number).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func ordered(_ time: TimePoint) -> UInt64 {
    UInt64(bitPattern: time.microseconds) ^ 1 << 63
  }

  /// Checks the settings `survivor` and `sources`.
  /// - Throws: `SettingsProblem`.
  package static func validate(_ rules: [SurvivorRule], sources: [String]) throws {
    guard Set(rules).count == rules.count else {
      throw SettingsProblem("survivor", "names a rule twice; each may stand there once")
    }
    guard rules.count <= maximumRules else {
      throw SettingsProblem(
        "survivor", "has \(rules.count) rules; at most \(maximumRules) are accepted")
    }
    if let index = rules.firstIndex(of: .first), index < rules.count - 1 {
      throw SettingsProblem(
        "survivor", "has rules behind 'first', which decides every tie; put 'first' last")
    }
    guard rules.contains(.source) != sources.isEmpty else {
      throw SettingsProblem(
        "sources", "is the order for the survivor rule 'source'; set both or neither")
    }
    guard Set(sources).count == sources.count else {
      throw SettingsProblem("sources", "names a source twice; each may stand there once")
    }
  }
}
