/// The lines around an article that a web page brings along.
struct Chrome {
  private let furniture: [String]
  private let notices: [String]
  private let scripts: [String]
  private let repeated: [String]

  init(_ sources: Sources) throws {
    furniture = try sources.chrome("furniture")
    notices = try sources.chrome("cookie-notice")
    scripts = try sources.chrome("javascript-line")
    repeated = try sources.chrome("repeated-line")
  }

  /// Adds lines above and below the text of a draft and says which in its plants.
  func add(to draft: inout Draft, using random: inout SplitMix64) {
    var above: [(kind: String, line: String)] = []
    var below: [(kind: String, line: String)] = []
    if random.below(4) > 0 { above.append(("furniture", furniture[0])) }
    if random.below(5) == 0 { above.append(("cookie-notice", pick(notices, &random))) }
    if draft.takesRepeatedLines, random.below(2) == 0 {
      below.append(("repeated-line", pick(repeated, &random)))
    }
    if random.below(8) == 0 { below.append(("javascript-line", pick(scripts, &random))) }
    if random.below(4) > 0 { below.append(("furniture", pick(furniture.dropFirst(), &random))) }

    let firstBelow = above.count + draft.page.lines.count
    draft.page.lines = above.map(\.line) + draft.page.lines + below.map(\.line)
    let placed =
      above.enumerated().map { ($0.element.kind, $0.offset + 1) }
      + below.enumerated().map { ($0.element.kind, firstBelow + $0.offset + 1) }
    for kind in ["furniture", "cookie-notice", "javascript-line", "repeated-line"] {
      let lines = placed.filter { $0.0 == kind }.map { $0.1 }
      if lines.isEmpty { continue }
      let once = kind == "repeated-line"
      draft.plants.append(
        Plant(
          kind: kind, fate: once ? .lineKeptOnce : .lineRemoved,
          stages: [once ? "deduplicate c4-line" : "c4-clean"], lines: lines))
    }
  }

  private func pick(_ lines: some Collection<String>, _ random: inout SplitMix64) -> String {
    lines[lines.index(lines.startIndex, offsetBy: random.below(lines.count))]
  }
}
