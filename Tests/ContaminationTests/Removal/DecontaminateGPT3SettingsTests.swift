import Contamination
import Pipelines
import Testing

@Suite("Settings of decontaminate-gpt3")
struct DecontaminateGPT3SettingsTests {
  private func decode(_ entries: [(String, LocatedValue.Content)]) throws
    -> DecontaminateGPT3.Settings
  {
    let map = entries.map { key, content in
      LocatedValue.Entry(key: key, place: SettingsPlace(), value: LocatedValue(content))
    }
    return try LocatedDecoder.decode(
      DecontaminateGPT3.Settings.self, from: LocatedValue(.map(map)),
      defaults: LocatedValue(encoding: DecontaminateGPT3.Settings()), owner: "'decontaminate'")
  }

  @Test("one path stands for a list, the rest keeps the paper's values")
  func defaults() throws {
    var expected = DecontaminateGPT3.Settings()
    expected.benchmarks = ["eval/*.jsonl"]
    #expect(try decode([("benchmarks", .string("eval/*.jsonl"))]) == expected)
    #expect(expected.action == .cut)
    #expect([expected.minimumWords, expected.maximumWords] == [8, 13])
    #expect([expected.windowCharacters, expected.minimumPieceCharacters] == [200, 200])
    #expect([expected.maximumPieces, expected.maximumDocuments] == [10, 10])
  }

  @Test("fields and action are read from the file")
  func fieldsAndAction() throws {
    let question = LocatedValue.Entry(
      key: "question", place: SettingsPlace(), value: LocatedValue(.string("frage")))
    let settings = try decode([
      ("benchmarks", .list([LocatedValue(.string("a")), LocatedValue(.string("b"))])),
      ("fields", .map([question])), ("action", .string("annotate")),
    ])
    #expect(settings.benchmarks == ["a", "b"])
    #expect(settings.fields == BenchmarkFields(question: "frage"))
    #expect(settings.action == .annotate)
  }

  @Test("an unknown key and an unknown action are refused")
  func refusals() {
    #expect(throws: SettingsError.self) { try decode([("benchmark", .string("a"))]) }
    #expect(throws: SettingsError.self) { try decode([("action", .string("burn"))]) }
  }
}
