import Contamination
import Pipelines
import Testing

@Suite("Settings of decontaminate-gpt3")
struct DecontaminateGPT3SettingsTests {
  private func decode(_ entries: [(String, LocatedValue.Content)]) throws
    -> DecontaminationSettings<GPT3Overlap>
  {
    let map = entries.map { key, content in
      LocatedValue.Entry(key: key, place: SettingsPlace(), value: LocatedValue(content))
    }
    return try LocatedDecoder.decode(
      DecontaminationSettings<GPT3Overlap>.self, from: LocatedValue(.map(map)),
      defaults: LocatedValue(encoding: DecontaminationSettings<GPT3Overlap>()),
      owner: "'decontaminate'")
  }

  @Test("one path stands for a list, the rest keeps the paper's values")
  func defaults() throws {
    var expected = DecontaminationSettings<GPT3Overlap>()
    expected.removal.benchmarks = ["eval/*.jsonl"]
    #expect(try decode([("benchmarks", .string("eval/*.jsonl"))]) == expected)
    #expect(expected.removal.action == .cut)
    #expect([expected.method.minimumWords, expected.method.maximumWords] == [8, 13])
    #expect(
      [expected.removal.windowCharacters, expected.removal.minimumPieceCharacters] == [200, 200])
    #expect([expected.removal.maximumPieces, expected.method.maximumDocuments] == [10, 10])
  }

  @Test("fields and action are read from the file")
  func fieldsAndAction() throws {
    let question = LocatedValue.Entry(
      key: "question", place: SettingsPlace(), value: LocatedValue(.string("frage")))
    let settings = try decode([
      ("benchmarks", .list([LocatedValue(.string("a")), LocatedValue(.string("b"))])),
      ("fields", .map([question])), ("action", .string("annotate")),
    ])
    #expect(settings.removal.benchmarks == ["a", "b"])
    #expect(settings.removal.fields == BenchmarkFields(question: "frage"))
    #expect(settings.removal.action == .annotate)
  }

  @Test("an unknown key and an unknown action are refused")
  func refusals() {
    #expect(throws: SettingsError.self) { try decode([("benchmark", .string("a"))]) }
    #expect(throws: SettingsError.self) { try decode([("action", .string("burn"))]) }
  }
}
