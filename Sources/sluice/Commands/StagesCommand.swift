import ArgumentParser
import FoundationEssentials
import Pipelines

/// `sluice stages`: every stage a pipeline file can name, with its settings and their defaults.
struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Lists the stages a pipeline file can use, with settings and defaults.",
    discussion: """
      EXAMPLES
        sluice stages
        sluice stages gopher-quality
        sluice stages --markdown
      """)

  @Argument(help: "Show only this stage.")
  var name: String?

  @Flag(help: "Print the table that pipelines/STAGES.md holds.")
  var markdown = false

  func run() throws {
    let types = StageCatalogue.types.filter { name == nil || $0.name == name }
    guard !types.isEmpty else {
      let hint = nearestName(to: name ?? "", among: StageCatalogue.names)
      throw CommandError(
        "there is no stage '\(name ?? "")'" + (hint.map { "; did you mean '\($0)'?" } ?? ""),
        status: .usage)
    }
    if markdown {
      Terminal.line(
        "# Stages\n\nMade by `sluice stages --markdown`; a test fails when it is stale.")
    }
    for type in types {
      Terminal.line(
        markdown ? "\n## `\(type.name)`\n\n\(type.summary)\n" : "\(type.name)\n  \(type.summary)")
      if !type.rules.isEmpty {
        Terminal.line((markdown ? "Rules: " : "  rules: ") + type.rules.joined(separator: ", "))
      }
      let defaults = try type.defaultSettings()
      if markdown { Terminal.line("\n```yaml\n\(type.name):") }
      for line in Self.yaml(defaults, indent: markdown ? "  " : "    ") { Terminal.line(line) }
      if markdown { Terminal.line("```") }
    }
  }

  private static func yaml(_ tree: LocatedValue, indent: String) -> [String] {
    (tree.entries ?? []).flatMap { entry -> [String] in
      if let inner = entry.value.entries, !inner.isEmpty {
        return ["\(indent)\(entry.key):"] + yaml(entry.value, indent: indent + "  ")
      }
      return ["\(indent)\(entry.key): \(scalar(entry.value))"]
    }
  }

  private static func scalar(_ value: LocatedValue) -> String {
    switch value.content {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .string(let text): text
    case .list(let items): "[" + items.map(scalar).joined(separator: ", ") + "]"
    case .map: "{}"
    }
  }
}

extension Stage {
  /// The default settings as a tree.
  fileprivate static func defaultSettings() throws -> LocatedValue {
    try LocatedValue(encoding: Settings())
  }
}
