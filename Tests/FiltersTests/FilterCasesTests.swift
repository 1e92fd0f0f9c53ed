import Filters
import FoundationEssentials
import Pipelines
import TestSupport
import Testing

/// A line of `Fixtures/filter-cases.jsonl`; add one there to add a test.
struct FilterCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var stage: String
  var settings: SettingsValue
  var text: String
  /// The rule that drops the text, or null when it is kept.
  var rule: String?

  var testDescription: String { name }

  static let all: [FilterCase] = {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let lines = TemporaryFolder.bytes(ofFile: "/\(folder)/Fixtures/filter-cases.jsonl")
      .split(separator: 0x0A)
    return lines.compactMap { try? JSONDecoder().decode(FilterCase.self, from: Data($0)) }
  }()
}

/// Settings as they stand in a JSON line.
enum SettingsValue: Codable, Sendable {
  case boolean(Bool)
  case number(Double)
  case text(String)
  case map([String: SettingsValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .map(try value.decode([String: SettingsValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .boolean(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .map(let value): try container.encode(value)
    }
  }
}

@Suite struct FilterCasesTests {
  @Test("every line of the file is a case") func count() { #expect(FilterCase.all.count == 20) }

  @Test("a text is kept or dropped by the rule the case names", arguments: FilterCase.all)
  func verdict(example: FilterCase) throws {
    let type = try #require(stages.first { $0.name == example.stage } as? any DocumentStage.Type)
    #expect(try rule(type, example) == example.rule)
  }

  private func rule<S: DocumentStage>(_ type: S.Type, _ example: FilterCase) throws -> String? {
    let tree = try LocatedValue(encoding: example.settings)
    let settings = try S.decodeSettings(from: tree, owner: S.name)
    return try run(type, try #require(settings as? S.Settings), on: example.text).rule
  }

  @Test("an unknown setting is refused with the nearest known one")
  func unknownSetting() throws {
    let tree = try LocatedValue(encoding: SettingsValue.map(["minimumWord": .number(3)]))
    #expect {
      _ = try GopherQuality.decodeSettings(from: tree, owner: "'gopher-quality'")
    } throws: { "\($0)".contains("did you mean 'minimumWords'?") }
  }
}
