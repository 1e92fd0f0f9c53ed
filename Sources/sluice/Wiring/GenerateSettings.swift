import Instruct
import Pipelines

/// The `generate` section of a pipeline file: instruction pairs from a language model.
struct GenerateSettings: Codable, Equatable {
  /// Seed tasks, in Self-Instruct or Alpaca layout.
  var seeds = ""
  /// Address of an OpenAI-compatible server; absent: the model this run trained.
  var server: String?
  /// Model to ask the server for; empty: the first it lists.
  var serverModel = ""
  /// Replies recorded earlier, used in place of a model.
  var replay: String?
  /// The recipe.
  var alpaca = AlpacaSettings()

  func validate() throws {
    guard !seeds.isEmpty else {
      throw SettingsProblem("seeds", "is missing; name a file of seed tasks")
    }
    guard server == nil || replay == nil else {
      throw SettingsProblem("replay", "cannot be combined with 'server'; keep one")
    }
    do {
      try alpaca.validate()
    } catch {
      throw SettingsProblem(
        "alpaca.\(error.setting)", "is \(error.found); expected \(error.expected)")
    }
    if let server {
      do {
        try HTTPGeneratorSettings(address: server).validate()
      } catch {
        throw SettingsProblem("server", "is \(error.found); expected \(error.expected)")
      }
    }
    guard server == nil, replay == nil else { return }
    try BundledModelGenerator.check(alpaca.sampling)
  }

  /// Files the section reads, for the plan's fingerprint.
  var files: [String] { [seeds] + (replay.map { [$0] } ?? []) }
}
