import Pipelines

/// Stages named on the command line, decoded as a pipeline file would.
enum SingleStages {
  /// - `names`: stage names as in a pipeline file.
  /// - `overrides`: `stage.setting=value`.
  static func instances(_ names: [String], overrides: [String]) throws -> [StageInstance] {
    var tree = LocatedValue(
      .map([
        entry("stages", LocatedValue(.list(names.map { LocatedValue(.string($0)) })))
      ]))
    for override in overrides { tree = try SettingsOverride(override).applied(to: tree) }
    let file = try PipelineFile(tree, sectionNames: [])
    var labels: Set<String> = []
    return try file.stages.enumerated().map { position, stage in
      try StageCatalogue.instance(stage, position: position, labels: &labels)
    }
  }

  static func entry(_ key: String, _ value: LocatedValue) -> LocatedValue.Entry {
    LocatedValue.Entry(key: key, place: SettingsPlace(file: "command line"), value: value)
  }
}
