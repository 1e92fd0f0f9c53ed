/// A stage of a pipeline with decoded settings and the label under which reports and folders know it.
public struct StageInstance: Sendable {
  /// Unique in the pipeline: the stage's name, numbered from the second of its kind.
  public var label: String
  /// Sources it is limited to; nil for all.
  public var only: [String]?
  public var type: any Stage.Type
  public var settings: any StageSettings
  /// Position in the pipeline, from 0.
  public var position: Int

  public init(
    label: String, only: [String]?, type: any Stage.Type, settings: any StageSettings, position: Int
  ) {
    self.label = label
    self.only = only
    self.type = type
    self.settings = settings
    self.position = position
  }

  /// The flow of a corpus stage; nil for a document stage.
  public var corpusFlow: CorpusFlow? { (type as? any CorpusStage.Type)?.flow }

  /// Whether documents of a source pass through this stage.
  func covers(source: String) -> Bool { only?.contains(source) ?? true }

  /// Makes the stage itself, reading its side inputs.
  package func make(context: StageContext) throws -> any Stage {
    var own = context
    own.seed = StableSeed.derive(context.seed, label)
    return try type.makeErased(settings, own)
  }
}

extension Stage {
  fileprivate static func makeErased(
    _ settings: any StageSettings, _ context: StageContext
  ) throws -> any Stage {
    guard let settings = settings as? Settings else {
      preconditionFailure("settings of another stage given to \(name)")
    }
    return try Self(settings, context: context)
  }

  /// Decodes and validates the settings of this stage type from a tree.
  public static func decodeSettings(
    from tree: LocatedValue, owner: String
  ) throws -> any StageSettings {
    let settings = try LocatedDecoder.decode(
      Settings.self, from: tree, defaults: try LocatedValue(encoding: Settings.defaults(for: tree)),
      owner: owner)
    do {
      try settings.validate()
    } catch let problem as SettingsProblem {
      var node: LocatedValue? = tree
      for part in problem.setting.split(separator: ".") { node = node?[String(part)] }
      throw SettingsError("\(owner): \(problem.description)", at: node?.place ?? tree.place)
    }
    return settings
  }
}
