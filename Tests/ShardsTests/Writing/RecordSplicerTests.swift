import FoundationEssentials
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Record splicing")
struct RecordSplicerTests {
  let folder = TemporaryFolder()

  private func spliced(_ document: Document, textField: String = "text") -> String {
    var line: [UInt8] = []
    RecordSplicer(textField: textField).append(document, identity: "web/s:1", to: &line)
    return String(decoding: line, as: UTF8.self)
  }

  private func document(_ record: String) throws -> Document {
    let content = try ShardContent(folder.write(record, to: "a.jsonl"))
    return try #require(content.documents.first)
  }

  @Test(
    "an untouched record is copied byte for byte",
    arguments: [
      #"{"text":"a\u00e9\/b","n":1.50e+03,"n":2}"#, #" { "url" : "u" ,"text":"x" }  "#,
      #"{"text":"lone \ud800"}"#,
    ])
  func untouched(record: String) throws {
    var document = try document(record)
    document.notes = Notes()
    #expect(spliced(document) == record + "\n")
  }

  @Test("a changed text replaces its value only")
  func changedText() throws {
    var document = try document(#"{ "a":[1, 2.0], "text" : "old" , "text":"older", "z":null }"#)
    document.replaceText(with: utf8("new \"é\"\n"))
    #expect(
      spliced(document) == #"{ "a":[1, 2.0], "text" : "old" , "text":"new \"é\"\n", "z":null }"#
        + "\n")
  }

  @Test("notes become the last field, numbers in their shortest form")
  func notes() throws {
    var document = try document(#"{"text":"x", "b":1 }"#)
    document.notes.set("gopher.words", to: 12)
    document.notes.set("gopher.ratio", to: 0.1)
    document.notes.set("language", to: "e\"n")
    let object = #"{"gopher.words":12,"gopher.ratio":0.1,"language":"e\"n"}"#
    #expect(spliced(document) == #"{"text":"x", "b":1,"sluice":"# + object + " }\n")
  }

  @Test("an earlier run's notes are replaced, before or behind the text")
  func replacedNotes() throws {
    for record in [#"{"sluice":{"old":1}, "text":"x"}"#, #"{"text":"x", "sluice":{"old":1}}"#] {
      var document = try document(record)
      document.notes.set("new", to: 2)
      document.replaceText(with: utf8("y"))
      let expected = record.replacing(#"{"old":1}"#, with: #"{"new":2}"#).replacing(
        "\"x\"", with: "\"y\"")
      #expect(spliced(document) == expected + "\n")
    }
  }

  @Test("a text field that is missing is added, also to an empty object")
  func missingText() {
    for (record, expected) in [
      ("{ }", #"{"text":"t","sluice":{"n":1} }"#),
      (#"{"a":1}"#, #"{"a":1,"text":"t","sluice":{"n":1}}"#),
    ] {
      let fields: ContiguousArray = record == "{ }" ? [] : [Record.Field(name: 2..<3, value: 5..<6)]
      var document = Document(
        id: DocumentID(input: 0, record: 0), text: [],
        record: Record(bytes: utf8(record), fields: fields))
      document.replaceText(with: utf8("t"))
      document.notes.set("n", to: 1)
      #expect(spliced(document) == expected + "\n")
    }
  }

  @Test("plain text becomes an object with its identity")
  func plainText() {
    var document = Document(id: DocumentID(input: 0, record: 0), text: utf8("a\nb"))
    #expect(spliced(document) == #"{"id":"web/s:1","text":"a\nb"}"# + "\n")
    document.notes.set("n", to: 0.5)
    #expect(spliced(document) == #"{"id":"web/s:1","text":"a\nb","sluice":{"n":0.5}}"# + "\n")
  }

  @Test("whatever is written is read back: text, notes, all other bytes", arguments: UInt64(0)..<60)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text =
      Compressed.text(Int.random(in: 0..<300, using: &random), seed: seed) + [0, 0x22, 0x5C, 0x0A]
    let original = #"{"id":"\u0041", "text":"before", "meta":{"text":"inner"},"k":-0.0}"#
    var document = try document(original)
    let valid = utf8(String(decoding: text, as: UTF8.self))
    document.replaceText(with: valid)
    document.notes.set("value", to: Double(Int.random(in: -9...9, using: &random)) / 8)
    let line = spliced(document)
    let again = try self.document(line)
    #expect(again.text == valid)
    struct Written: Decodable { var id: String, meta: [String: String], sluice: [String: Double] }
    let decoded = try JSONDecoder().decode(Written.self, from: Data(line.utf8))
    #expect(decoded.id == "A" && decoded.meta == ["text": "inner"])
    #expect(decoded.sluice["value"].map { Notes.Value.number($0) } == document.notes["value"])
    #expect(line.contains(#", "meta":{"text":"inner"},"k":-0.0"#))
  }

  @Test(
    "real shards survive reading and writing byte for byte", .enabled(if: SharedData.isAvailable),
    arguments: [
      "web/c4-300.jsonl.zst", "web/c4-sample.02.json.gz", "web/dolma-cc_en_head-0091.jsonl.gz",
      "web/redpajama-github-1.jsonl.zst",
    ])
  func realShards(name: String) throws {
    let content = try ShardContent(SharedData.path(name))
    let shard = InputShard(
      ordinal: 0, source: "w", name: "s", path: name, format: "jsonl", bytes: 0)
    let writer = try JSONLinesShardWriter(folder.path + "/out.jsonl", shard: shard)
    for document in content.documents { try writer.append(document) }
    try writer.finish()
    #expect(try folder.read("out.jsonl") == StreamContent(SharedData.path(name)).bytes)
  }
}
