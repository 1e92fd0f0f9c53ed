import Deduplication
import Pipelines
import Testing

@Suite struct MetadataFieldTests {
  private func value(_ name: String, _ record: String, notes: Notes = Notes())
    -> MetadataField.Value?
  {
    let document = Document(
      id: DocumentID(rawValue: 0), text: [], record: StageHarness.record(record), notes: notes)
    return MetadataField(name).value(in: document)
  }

  private func text(_ text: String) -> MetadataField.Value { .text(Array(text.utf8)) }

  @Test("fields are found by name, the last of a name counts, dots lead into objects")
  func fields() {
    let record = #"{"a":1,"b":{"c":"x\u00e9","d":{"e":2}},"b.c":"top","a":3,"n":null,"s":""}"#
    #expect(value("a", record) == text("3"))
    #expect(value("b.c", record) == text("top"))
    #expect(value("b.d.e", record) == text("2"))
    #expect(value("b", #"{"b":{"c":1}}"#) == text(#"{"c":1}"#))
    #expect(value("b.c", #"{"b":{"c":"x\u00e9"}}"#) == text("xé"))
    #expect(value("b.c.d", #"{"b.c":{"d":1}}"#) == text("1"))
    #expect(value("b.c.d", #"{"b":{"c.d":true}}"#) == text("true"))
    for absent in ["x", "n", "s", "a.b", "b.x", "", ".", "b.", "b..e"] {
      #expect(value(absent, record) == nil)
    }
    #expect(value("a", "") == nil)
  }

  @Test("what a stage noted comes before the record's field")
  func notes() {
    var notes = Notes()
    notes.set("quality.score", to: 0.5)
    notes.set("language", to: "en")
    notes.set("empty", to: "")
    let record = #"{"quality":{"score":0.25},"language":"de","empty":"x"}"#
    #expect(value("quality.score", record, notes: notes) == .noted(0.5))
    #expect(value("quality.score", record)?.number == 0.25)
    #expect(value("language", record, notes: notes) == text("en"))
    #expect(value("empty", record, notes: notes) == nil)
    #expect(MetadataField.Value.noted(3).bytes == Array("3".utf8))
  }

  @Test(
    "only finite numbers are numbers",
    arguments: [
      ("0.5", 0.5), (#""0.5""#, 0.5), ("-1e3", -1000), ("1e999", nil), (#""nan""#, nil),
      (#""inf""#, nil), ("true", nil), (#""high""#, nil), ("[1]", nil),
    ] as [(String, Double?)])
  func numbers(json: String, expected: Double?) {
    #expect(value("score", "{\"score\":\(json)}")?.number == expected)
  }
}
