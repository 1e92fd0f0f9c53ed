public import Pipelines

/// A way to judge whether text holds evaluation items: the settings of a published or own method.
///
/// The settings' defaults are the constants of the method's source. To add a method, conform a type and
/// list it in `ContaminationMethods.all`.
public protocol ContaminationMethod: StageSettings {
  /// The name in settings and on the command line, such as `gpt3`.
  static var name: String { get }
  /// One sentence with the source: authors, year, section.
  static var summary: String { get }
  /// What the stage does with a contaminated document unless its settings say otherwise; `drop` by
  /// default.
  static var usualAction: RemovalAction { get }
  /// The stage that removes what the method finds from training text.
  static var stage: any Stage.Type { get }

  /// The method with the constants of its source.
  init()

  /// Makes ready to find the items of these sets in text.
  ///
  /// - Parameters:
  ///   - sets: the evaluation sets; their items are numbered on through all sets.
  ///   - tokens: the units of methods that are defined over tokens; nil takes words and punctuation
  ///     marks in their place. Methods that are defined over words or characters do not use it.
  /// - Returns: what finds them.
  /// - Throws: what `tokens` throws for a text it cannot split.
  func prepare(_ sets: [BenchmarkSet], tokens: (any TextUnits)?) throws -> any BenchmarkSearch
}

extension ContaminationMethod {
  public static var usualAction: RemovalAction { .drop }
  public static var stage: any Stage.Type { Decontaminate<Self>.self }

  /// `prepare(_:tokens:)` without a tokenizer.
  public func prepare(_ sets: [BenchmarkSet]) throws -> any BenchmarkSearch {
    try prepare(sets, tokens: nil)
  }
}

/// Every method, by name.
public enum ContaminationMethods {
  /// The methods in the order in which help lists them.
  public static let all: [any ContaminationMethod.Type] = [
    GPT3Overlap.self, GPT2Overlap.self, PaLMOverlap.self, Llama2Spans.self, Llama3Coverage.self,
    GPT4Substrings.self, Tulu3Coverage.self, DolmaParagraphs.self, DeconOverlap.self,
    SluiceOverlap.self,
  ]

  /// The method with a name.
  ///
  /// - Throws: `UnknownContaminationMethod` with the nearest name.
  public static func named(_ name: String) throws -> any ContaminationMethod.Type {
    guard let method = all.first(where: { $0.name == name }) else {
      throw UnknownContaminationMethod(name: name)
    }
    return method
  }
}

extension ContaminationMethods {
  /// Finds a method by name and gives it settings.
  ///
  /// - Parameters:
  ///   - name: one of the catalogue.
  ///   - settings: a map of the method's own settings, or nothing.
  /// - Returns: the method; settings that are absent have the constants of its source.
  /// - Throws: `UnknownContaminationMethod`, or `SettingsError` for settings that are unknown or not
  ///   accepted.
  public static func make(
    _ name: String, settings: LocatedValue
  ) throws -> any ContaminationMethod {
    try named(name).decoded(from: settings)
  }
}

extension ContaminationMethod {
  fileprivate static func decoded(from settings: LocatedValue) throws -> any ContaminationMethod {
    let method = try LocatedDecoder.decode(
      Self.self, from: settings, defaults: try LocatedValue(encoding: Self()), owner: "'\(name)'")
    do {
      try method.validate()
    } catch let problem as SettingsProblem {
      let place = settings[problem.setting]?.place ?? settings.place
      throw SettingsError("'\(name)': \(problem.description)", at: place)
    }
    return method
  }
}

/// A method name that is not in the catalogue.
public struct UnknownContaminationMethod: Error, Equatable, CustomStringConvertible {
  public var name: String

  public init(name: String) { self.name = name }

  public var description: String {
    let names = ContaminationMethods.all.map { $0.name }
    let hint =
      nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? "the methods are \(names.joined(separator: ", "))"
    return "there is no contamination method '\(name)'; \(hint)"
  }
}
