import Deduplication
import Pipelines
import Testing
import Text

@Suite struct MinHashSettingsTests {
  private func decode(_ entries: [(String, LocatedValue.Content)]) throws -> MinHashSettings {
    let tree = LocatedValue(
      .map(
        entries.map {
          LocatedValue.Entry(key: $0.0, place: SettingsPlace(), value: LocatedValue($0.1))
        }))
    let settings = try MinHashDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
    return try #require(settings as? MinHashSettings)
  }

  @Test(
    "a preset gives its bands and rows",
    arguments: [
      (.fineweb, 14, 8), (.dclm, 93, 15), (.refinedweb, 450, 20), (.redpajama, 9, 13),
      (.gpt3, 10, 1), (.datatrove, 14, 8),
    ] as [(MinHashPreset, Int, Int)])
  func presets(preset: MinHashPreset, bands: Int, rows: Int) throws {
    let settings = try decode([("preset", .string(preset.rawValue))])
    #expect(settings == preset.settings)
    #expect(settings.bands == bands)
    #expect(settings.rows == rows)
    #expect(settings.preset == preset)
  }

  @Test("a setting beside a preset wins, also where it is the plain default")
  func explicitWins() throws {
    let plain = MinHashSettings()
    let settings = try decode([
      ("preset", .string("redpajama")), ("rows", .integer(plain.rows)),
      ("minimumSimilarity", .number(plain.minimumSimilarity)),
    ])
    #expect(settings.rows == plain.rows)
    #expect(settings.minimumSimilarity == plain.minimumSimilarity)
    #expect(settings.bands == 9)
    #expect(settings.shingleSize == 13)
  }

  @Test("one step of normalisation can be set by itself, above a preset's")
  func nested() throws {
    let number = LocatedValue.Entry(
      key: "numbers", place: SettingsPlace(), value: LocatedValue(.boolean(true)))
    let settings = try decode([
      ("preset", .string("refinedweb")), ("normalization", .map([number])),
    ])
    #expect(settings.normalization.numbers)
    #expect(settings.normalization.accents)
    #expect(settings.normalization.lowercase)
  }

  @Test("resolved settings decode to themselves", arguments: MinHashPreset.allCases)
  func roundTrip(preset: MinHashPreset) throws {
    var settings = preset.settings
    settings.bands += 1
    let tree = try LocatedValue(encoding: settings)
    let decoded = try MinHashDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
    #expect(decoded as? MinHashSettings == settings)
  }

  @Test("an unknown preset, setting or step is refused")
  func unknown() {
    let digits = LocatedValue.Entry(
      key: "number", place: SettingsPlace(), value: LocatedValue(.boolean(true)))
    for wrong in [
      ("preset", .string("finewep")), ("band", .integer(3)), ("normalization", .map([digits])),
    ] as [(String, LocatedValue.Content)] {
      #expect(throws: SettingsError.self) { try decode([wrong]) }
    }
  }

  @Test("settings that contradict each other are refused")
  func contradictions() {
    func problem(_ change: (inout MinHashSettings) -> Void) -> String? { refusedSetting(change) }
    #expect(problem { $0.normalization.lowercase = false } == "normalization.lowercase")
    #expect(problem { $0.normalization.punctuation = .keep } == "normalization.punctuation")
    #expect(problem { $0.hashFamily = .datatrove } == "hashFamily")
    #expect(
      problem {
        $0.words = .whitespace
        $0.normalization = .none
      } == nil)
  }
}
