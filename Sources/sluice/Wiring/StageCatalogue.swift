import Contamination
import Deduplication
import Filters
import Pipelines
import Tokens

/// Every stage a pipeline file can name.
struct StageCatalogue {
  /// The stage types in the order of the data flow.
  static let types: [any Stage.Type] =
    Filters.stages + Deduplication.stages + Contamination.stages + Tokens.stages

  /// Names that choose a stage by their `method` setting, with the default method.
  static let families = [("deduplicate", "minhash"), ("decontaminate", "gpt3")]

  /// Every name that may stand in the stage list.
  static var names: [String] { (types.map { $0.name } + families.map(\.0)).sorted() }

  /// The stages of a pipeline file, in order.
  ///
  /// - Throws: `SettingsError` for the first that is unknown or has settings that are not accepted.
  static func instances(_ file: PipelineFile) throws -> [StageInstance] {
    var labels: Set<String> = []
    return try instances(file, labels: &labels)
  }

  /// The same, adding their labels to those that are taken.
  static func instances(
    _ file: PipelineFile, labels: inout Set<String>
  ) throws -> [StageInstance] {
    var stages: [StageInstance] = []
    for entry in file.stages {
      stages.append(try instance(entry, position: stages.count, labels: &labels))
    }
    return stages
  }

  /// Finds the stage type of an entry and decodes its settings.
  ///
  /// - Throws: `SettingsError` for an unknown name or method, with the nearest known one.
  static func instance(
    _ entry: PipelineFile.StageEntry, position: Int, labels: inout Set<String>
  ) throws -> StageInstance {
    var settings = entry.settings
    let type: any Stage.Type
    if let family = families.first(where: { $0.0 == entry.name }) {
      type = try member(of: family, settings)
      settings.content = .map((settings.entries ?? []).filter { $0.key != "method" })
    } else if let known = types.first(where: { $0.name == entry.name }) {
      type = known
    } else {
      let hint =
        nearestName(to: entry.name, among: names).map { "did you mean '\($0)'?" }
        ?? "see 'sluice stages'"
      throw SettingsError("there is no stage '\(entry.name)'; \(hint)", at: entry.place)
    }
    let decoded = try type.decodeSettings(from: settings, owner: "'\(entry.name)'")
    var label = type.name
    var number = 2
    while !labels.insert(label).inserted {
      label = "\(type.name)-\(number)"
      number += 1
    }
    return StageInstance(
      label: label, only: entry.only, type: type, settings: decoded, position: position)
  }

  private static func member(
    of family: (name: String, method: String), _ settings: LocatedValue
  ) throws -> any Stage.Type {
    var method = family.method
    if let tree = settings["method"] {
      method = try LocatedDecoder.decode(
        String.self, from: tree, owner: "'\(family.name)'.method")
    }
    if let type = types.first(where: { $0.name == "\(family.name)-\(method)" }) { return type }
    let methods = types.map { $0.name }.filter { $0.hasPrefix(family.name + "-") }
      .map { String($0.dropFirst(family.name.count + 1)) }
    let hint =
      nearestName(to: method, among: methods).map { "did you mean '\($0)'?" }
      ?? "the methods are \(methods.joined(separator: ", "))"
    throw SettingsError(
      "'\(family.name)' has no method '\(method)'; \(hint)",
      at: settings["method"]?.place ?? settings.place)
  }
}
