import ArgumentParser
import Pipelines
import Tokens

/// `sluice stages`: every stage a pipeline file can name, with its settings and their defaults.
struct StagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Lists the stages a pipeline file can use, with settings and defaults.",
    discussion: """
      EXAMPLES
        sluice stages
        sluice stages gopher-quality
        sluice stages deduplicate
        sluice stages --markdown
      """)

  @Argument(help: "Show only this stage, or the methods of this one.")
  var name: String?

  @Flag(help: "Print the table that pipelines/STAGES.md holds.")
  var markdown = false

  /// The stages a user can name; the tokenizer's training belongs to the section `tokens`.
  private static let types = StageCatalogue.types.filter { $0.name != TokenizerTraining.name }

  func run() throws {
    let types = Self.types.filter {
      name == nil || $0.name == name || family(of: $0) == name
    }
    guard !types.isEmpty else { throw unknown(name ?? "") }
    if markdown {
      Terminal.line(
        "# Stages\n\nMade by `sluice stages --markdown`; a test fails when it is stale.")
    }
    var shownFamily: String?
    for type in types {
      if name != type.name, let family = family(of: type), family != shownFamily {
        shownFamily = family
        head(family, methods(of: family))
      }
      head(type.name, type.summary)
      if !type.rules.isEmpty {
        Terminal.line((markdown ? "\nRules: " : "  rules: ") + type.rules.joined(separator: ", "))
      }
      if markdown { Terminal.line("\n```yaml\n\(type.name):") }
      let defaults = SettingsListing(of: try type.defaults())
      for line in defaults.lines(indent: markdown ? "  " : "    ") { Terminal.line(line) }
      if markdown { Terminal.line("```") }
    }
  }

  private func head(_ title: String, _ text: String) {
    Terminal.line(markdown ? "\n## `\(title)`\n\n\(text)" : "\(title)\n  \(text)")
  }

  /// The name under which a stage is one of several methods, or nil.
  private func family(of type: any Stage.Type) -> String? {
    StageCatalogue.families.first { type.name.hasPrefix($0.0 + "-") }?.0
  }

  private func methods(of family: String) -> String {
    let methods = Self.types.filter { self.family(of: $0) == family }
      .map { String($0.name.dropFirst(family.count + 1)) }
    let usual = StageCatalogue.families.first { $0.0 == family }?.1 ?? ""
    return "Its 'method' chooses one of: "
      + methods.map { $0 == usual ? "\($0) (the default)" : $0 }.joined(separator: ", ") + "."
  }

  private func unknown(_ name: String) -> CommandError {
    let names = Self.types.map { $0.name } + StageCatalogue.families.map(\.0)
    let hint =
      nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "'sluice stages' lists them"
    return CommandError("there is no stage '\(name)'; \(hint)", status: .usage)
  }
}

extension Stage {
  /// The default settings and their tree.
  fileprivate static func defaults() throws -> (settings: Any, tree: LocatedValue) {
    (Settings(), try LocatedValue(encoding: Settings()))
  }
}

/// Default settings as lines of YAML, those without a default among them.
private struct SettingsListing {
  private let entries: [(name: String, settings: Any?, value: LocatedValue?)]

  /// - `tree`: the encoded `settings`, in which what is not set is absent.
  init(of defaults: (settings: Any, tree: LocatedValue)) {
    let properties = Mirror(reflecting: defaults.settings).children
    let stored = (defaults.tree.entries ?? []).map { entry in
      (entry.key, properties.first { $0.label == entry.key }?.value, LocatedValue?(entry.value))
    }
    let absent = properties.compactMap { property -> (String, Any?, LocatedValue?)? in
      guard let name = property.label, defaults.tree[name] == nil else { return nil }
      return (name, nil, nil)
    }
    entries = (stored + absent).sorted { $0.0 < $1.0 }
  }

  func lines(indent: String) -> [String] {
    entries.flatMap { entry -> [String] in
      guard let value = entry.value else { return ["\(indent)\(entry.name): null  # not set"] }
      if case .map = value.content, let settings = entry.settings {
        return ["\(indent)\(entry.name):"]
          + SettingsListing(of: (settings, value)).lines(indent: indent + "  ")
      }
      return ["\(indent)\(entry.name): \(Self.scalar(value))"]
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
