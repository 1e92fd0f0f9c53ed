import Pipelines
import Text
import Tokens
import Training

/// The `finetune` section of a pipeline file: how the model is trained further, and on what.
struct FinetuneSettings: Codable, Equatable {
  /// The settings of the training itself, which stand beside the others in the section.
  var training = Self.trainingDefaults
  /// How conversations are written as text.
  var template = ChatTemplate.Format.alpaca.rawValue
  /// A template file, in place of a built-in format.
  var templateFile: String?
  /// Conversations as JSON lines, in addition to the seed tasks and the generated pairs.
  var pairs: String?
  /// One conversation to a row, or several with attention inside each.
  var packing = Packing.document
  /// Whether the examples are written as a token shard with loss mask.
  var exportExamples = false

  /// Fewer steps, smaller batches and no decay.
  ///
  /// Taori and others fine-tune without weight decay (Alpaca, 2023).
  private static var trainingDefaults: TrainingSettings {
    var settings = TrainingSettings()
    settings.steps = 60
    settings.learningRate = 3e-4
    settings.weightDecay = 0
    settings.beta2 = 0.999
    return settings
  }

  enum CodingKeys: String, CodingKey {
    case template, templateFile, pairs, packing, exportExamples
  }

  init() {}

  init(from decoder: any Decoder) throws {
    training = try TrainingSettings(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    template = try container.decode(String.self, forKey: .template)
    templateFile = try container.decodeIfPresent(String.self, forKey: .templateFile)
    pairs = try container.decodeIfPresent(String.self, forKey: .pairs)
    packing = try container.decode(Packing.self, forKey: .packing)
    exportExamples = try container.decode(Bool.self, forKey: .exportExamples)
  }

  func encode(to encoder: any Encoder) throws {
    try training.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(template, forKey: .template)
    try container.encodeIfPresent(templateFile, forKey: .templateFile)
    try container.encodeIfPresent(pairs, forKey: .pairs)
    try container.encode(packing, forKey: .packing)
    try container.encode(exportExamples, forKey: .exportExamples)
  }

  /// - Throws: `SettingsProblem`.
  func validate() throws {
    guard packing != .concatenate else {
      throw SettingsProblem(
        "packing", "is 'concatenate', which cuts conversations; expected 'document' or 'best-fit'")
    }
    guard ChatTemplate.Format(rawValue: template) != nil else {
      let known = ChatTemplate.Format.allCases.map(\.rawValue)
      let hint =
        nearestName(to: template, among: known).map { "did you mean '\($0)'?" }
        ?? "expected one of \(known.joined(separator: ", ")), or a file in 'templateFile'"
      throw SettingsProblem("template", "is '\(template)'; \(hint)")
    }
    guard templateFile == nil || template == Self().template else {
      throw SettingsProblem("templateFile", "cannot be combined with 'template'; keep one")
    }
    do {
      try training.validate()
    } catch let error as TrainingError {
      throw SettingsProblem(error.place, error.message)
    }
  }

  /// Files the section reads, for the plan's fingerprint.
  var files: [String] { [templateFile, pairs].compactMap { $0 } }

  func chatTemplate() throws -> ChatTemplate {
    if let templateFile {
      return try ChatTemplate(file: readFile(templateFile), path: templateFile)
    }
    return ChatTemplate(ChatTemplate.Format(rawValue: template) ?? .alpaca)
  }
}
