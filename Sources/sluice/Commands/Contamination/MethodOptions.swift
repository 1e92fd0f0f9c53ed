import ArgumentParser
import Contamination
import Pipelines
import Shards

/// How a command judges overlap.
struct MethodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How overlap is judged: "
        + ContaminationMethods.all.map { $0.name }.joined(separator: ", ")
        + "; 'sluice stages decontaminate' lists their settings."))
  var method = GPT3Overlap.name

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A setting of the method, such as maximumWords=10; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: """
      Count in tokens of this tokenizer (as in 'sluice tokenizer encode') where the method is defined \
      over tokens (default: words and punctuation marks).
      """, completion: .file())
  var tokenizer: String?

  /// What the method counts in, for the fingerprint of a check.
  var units: String {
    guard let tokenizer else { return "words" }
    let hash = (try? InputListing.contentSample(tokenizer))?.hash
    return tokenizer + (hash.map { " \($0)" } ?? "")
  }

  /// Makes sets ready for the method; what cannot be used is a usage error.
  func check(of sets: [BenchmarkSet]) throws -> ContaminationCheck {
    let units = try tokenizer.map {
      try TokenizerUnits(TokenizerOptions.load($0, splitPattern: nil), path: $0)
    }
    do {
      let method = try ContaminationMethods.make(method, settings: try settingsTree())
      return try ContaminationCheck(of: sets, by: method, tokens: units)
    } catch let error as UnknownContaminationMethod {
      throw CommandError("--method: error: \(error)", status: .usage)
    } catch let error as SettingsError {
      throw CommandError("\(error)", status: .usage)
    }
  }

  private func settingsTree() throws -> LocatedValue {
    try settings.reduce(LocatedValue(.map([]))) { tree, text in
      let setting = try SettingsOverride(text)
      guard setting.path.count == 1 else {
        throw CommandError("--set \(text): the settings of methods are not nested", status: .usage)
      }
      return try setting.applied(to: tree)
    }
  }
}
