import Compression
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Intermediate files")
struct IntermediateTests {
  let folder = TemporaryFolder()

  private func write(_ documents: [Document], to name: String = "a.documents") throws -> String {
    let path = folder.path + "/" + name
    let writer = try IntermediateWriter(path)
    for document in documents { try writer.append(document) }
    try writer.finish()
    return path
  }

  private func read(_ path: String) throws -> [Document] {
    let reader = try IntermediateReader(path)
    var documents: [Document] = []
    var batch: [Document] = []
    while try reader.nextBatch(into: &batch) { documents += batch }
    return documents
  }

  private func randomDocument(_ record: Int, _ random: inout SplitMix64) throws -> Document {
    let text = Compressed.text(Int.random(in: 0..<5000, using: &random), seed: random.next())
    var notes = Notes()
    for index in 0..<Int.random(in: 0..<4, using: &random) {
      notes.set(
        "stage.n\(index)", to: [0, -0.5, .infinity, 1e300].randomElement(using: &random) ?? 1)
      notes.set("stage.t\(index)", to: "é\0" + String(index))
    }
    var fields: ContiguousArray<Record.Field> = []
    var bytes: [UInt8] = []
    if Bool.random(using: &random) {
      bytes = utf8(#"{"a":1, "text" : "x","long name":[1,2]}"#)
      fields = [
        Record.Field(name: 2..<3, value: 5..<6), Record.Field(name: 9..<13, value: 17..<20),
        Record.Field(name: 22..<31, value: 33..<38),
      ]
    }
    return Document(
      id: DocumentID(input: 70_000, record: record), byteOffset: Int(random.next() >> 8),
      text: text,
      record: Record(bytes: bytes, fields: fields), notes: notes,
      isTextChanged: Bool.random(using: &random))
  }

  private func expectEqual(_ left: Document, _ right: Document) {
    #expect(left.id == right.id)
    #expect(left.byteOffset == right.byteOffset)
    #expect(left.text == right.text)
    #expect(left.isTextChanged == right.isTextChanged)
    #expect(left.notes == right.notes)
    #expect(left.record.bytes == right.record.bytes)
    #expect(left.record.fields.map(\.name) == right.record.fields.map(\.name))
    #expect(left.record.fields.map(\.value) == right.record.fields.map(\.value))
  }

  @Test("documents come back exactly", arguments: UInt64(0)..<10)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let documents = try (0..<Int.random(in: 0..<600, using: &random)).map {
      try randomDocument($0, &random)
    }
    let again = try read(write(documents))
    #expect(again.count == documents.count)
    for (left, right) in zip(documents, again) { expectEqual(left, right) }
  }

  @Test("a text that stands in its record is stored once and comes back, escapes and all")
  func textInRecord() throws {
    let lines = [
      #"{"title":"a longer title than the text","text":"a\n\ud800\u00e9"}"#, #"{"text":""}"#,
    ]
    let source = folder.write(lines.joined(separator: "\n"), to: "in.jsonl")
    var documents = try ShardContent(source).documents
    documents.append(documents[0])
    documents[2].replaceText(with: utf8("other"))
    let path = try write(documents)
    let stored = String(decoding: try StreamContent(path).bytes, as: UTF8.self)
    #expect(stored.split(separator: "other").count == 2)
    #expect(!stored.contains("a\n\u{FFFD}é"))
    let again = try read(path)
    #expect(again.count == 3)
    for (left, right) in zip(documents, again) { expectEqual(left, right) }
  }

  @Test("a document larger than any buffer comes back")
  func large() throws {
    let text = Compressed.text(5_000_000, seed: 1)
    let again = try read(write([Document(id: DocumentID(rawValue: 1), text: text)]))
    #expect(again.first?.text == text)
  }

  @Test("long texts and records come back, whichever of them is in the other", arguments: 0..<4)
  func long(kind: Int) throws {
    let escaped = String(repeating: #"one\ntwo \u00e9\ud83d\ude00, "#, count: 50_000)
    let line = #"{"id":1,"text":"\#(escaped)","url":"u"}"#
    var document = try #require(
      try ShardContent(folder.write(line, to: "in.jsonl")).documents.first)
    switch kind {
    case 0: break
    case 1: document.replaceText(with: Compressed.text(3_000_000, seed: 2))
    case 2: document.replaceText(with: Compressed.text(300_000, seed: 2))
    default: document = Document(id: document.id, text: Compressed.text(3_000_000, seed: 2))
    }
    let path = try write([document, document])
    let again = try read(path)
    #expect(again.count == 2)
    for copy in again { expectEqual(document, copy) }
    // A text that its record spells is not stored beside it.
    let stored = try StreamContent(path).bytes.count
    #expect(kind > 0 || stored < 2 * line.utf8.count + 200)
  }

  @Test("the worked example of the format holds")
  func workedExample() throws {
    let path = try write([Document(id: DocumentID(rawValue: 1), byteOffset: 5, text: utf8("a"))])
    let body: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 1, 0x61, 0, 0, 0]
    #expect(
      try StreamContent(path).bytes == utf8("SLDOCS01") + [15] + body + [0, 1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("a file cut at any byte is an error, never fewer documents")
  func truncation() throws {
    var random = SplitMix64(seed: 5)
    let documents = try (0..<5).map { try randomDocument($0, &random) }
    let whole = TemporaryFolder.bytes(ofFile: try write(documents))
    for length in stride(from: 0, to: whole.count, by: 7) {
      let path = folder.write(whole.prefix(length), to: "cut")
      let error = #expect(throws: FileError.self, "cut at \(length)") { try read(path) }
      #expect(error?.path == path)
    }
  }

  @Test("hostile contents are errors, not crashes", arguments: UInt64(0)..<300)
  func hostile(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let documents = try (0..<3).map { try randomDocument($0, &random) }
    var bytes = try StreamContent(write(documents)).bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      // Lengths stand near the starts of documents: hit the first bytes often.
      let limit = Bool.random(using: &random) ? min(40, bytes.count) : bytes.count
      bytes[Int.random(in: 8..<limit, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    let sink = try ZstdWriter(FileWriter(creating: folder.path + "/hostile"))
    try sink.write(bytes)
    try sink.finish()
    do { _ = try read(folder.path + "/hostile") } catch { #expect(error is FileError) }
  }
}
