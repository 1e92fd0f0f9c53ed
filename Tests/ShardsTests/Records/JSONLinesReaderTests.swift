import Compression
import FoundationEssentials
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("JSON lines reader")
struct JSONLinesReaderTests {
  let folder = TemporaryFolder()

  @Test("documents carry identity, offset, decoded text and the record as it stands")
  func documents() throws {
    let lines = [#"{"text":"one\né","url":"u"}"#, #" {"id":7, "text" : "two"} "#]
    let content = try ShardContent(
      folder.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl"))
    #expect(content.texts == ["one\né", "two"])
    #expect(
      content.documents.map(\.id) == [
        DocumentID(input: 3, record: 0), DocumentID(input: 3, record: 1),
      ])
    #expect(content.documents.map(\.byteOffset) == [0, lines[0].utf8.count + 1])
    #expect(content.documents.map { String(decoding: $0.record.bytes, as: UTF8.self) } == lines)
    let record = content.documents[1].record
    #expect(record.valueRange(of: "id").map { Array(record.bytes[$0]) } == utf8("7"))
    #expect(content.problems.problems.isEmpty)
  }

  @Test(
    "each kind of unusable line is reported with its bytes and keeps its number",
    arguments: [
      (#"{"text":"x""#, .invalidJSON), ("not json", .invalidJSON), ("[1]", .invalidJSON),
      ("\0\0\0", .invalidJSON),
      (#"{"text":"x"} {}"#, .invalidJSON), ("{\"text\":\"a\u{1}\"}", .invalidJSON),
      (#"{"body":"x"}"#, .missingText),
      (#"{"text":5}"#, .wrongTextType), (#"{"text":null}"#, .wrongTextType),
      (#"{"text":["x"]}"#, .wrongTextType),
    ] as [(String, RecordProblem.Kind)])
  func unusable(line: String, kind: RecordProblem.Kind) throws {
    let good = #"{"text":"good"}"#
    let path = folder.write("\(good)\n\(line)\n\n\(good)", to: "a.jsonl")
    let content = try ShardContent(path)
    #expect(content.numbers == [1, 3])
    let problem = try #require(content.problems.problems.first)
    #expect(content.problems.kinds == [kind])
    #expect(content.problems.rawTexts == [line])
    #expect((problem.path, problem.record, problem.byteOffset) == (path, 2, good.utf8.count + 1))
    #expect(problem.description.hasPrefix("\(path):2: error: "))
    #expect(!problem.found.isEmpty && !problem.expected.isEmpty && !problem.advice.isEmpty)
    #expect(problem.description.ranges(of: "expected").count == 1)
    #expect(content.tally[kind.rawValue] == 1)
  }

  @Test("a list of problems keeps the first and counts all")
  func problemList() throws {
    let path = folder.write(String(repeating: "{\n", count: 7), to: "a.jsonl")
    let shard = InputShard(
      ordinal: 0, source: "s", name: "a", path: path, format: "jsonl", bytes: 14)
    let list = ProblemList(limit: 3)
    var reader = try ShardReader.open(shard, sink: list)
    var batch: [Document] = []
    while try reader.nextBatch(into: &batch) {}
    #expect(list.problems.map(\.record) == [1, 2, 3])
    #expect(list.count == 7)
  }

  @Test("a line that is not UTF-8 is reported with the place of the byte")
  func invalidUTF8() throws {
    let bytes = utf8(#"{"text":"a"#) + [0xE9] + utf8("\"}\n{\"text\":\"b\"}\n")
    let content = try ShardContent(folder.write(bytes, to: "a.jsonl"))
    #expect(content.texts == ["b"])
    #expect(content.problems.kinds == [.invalidUTF8])
    #expect(content.problems.problems.first?.found.contains("0xE9 at byte 10") == true)
  }

  @Test("carriage returns, byte-order mark, blank lines and a missing last line feed do no harm")
  func lineMarks() throws {
    let text = "\u{FEFF}{\"text\":\"a\"}\r\n \t\r\n\n{\"text\":\"b\"}\r\n{\"text\":\"c\"}"
    let content = try ShardContent(folder.write(text, to: "a.jsonl"))
    #expect(content.texts == ["a", "b", "c"])
    #expect(content.numbers == [1, 2, 3])
    #expect(content.documents.map { $0.record.bytes.last } == [0x7D, 0x7D, 0x7D])
    #expect(content.documents.first?.record.bytes.first == 0x7B)
    #expect(content.problems.problems.isEmpty)
  }

  @Test("an empty file has no records and no problems", arguments: ["", "\n\n", "\u{FEFF}"])
  func empty(text: String) throws {
    let content = try ShardContent(folder.write(text, to: "a.jsonl"))
    #expect(content.documents.isEmpty)
    #expect(content.problems.problems.isEmpty)
  }

  @Test(
    "the text field can have another name, also spelled with escapes; the last duplicate counts")
  func textField() throws {
    var settings = ReadingSettings()
    settings.textField = "content"
    let path = folder.write(#"{"content":"x","text":"y","c\u006fntent":"z\u00e9"}"#, to: "a.jsonl")
    #expect(try ShardContent(path, settings: settings).texts == ["zé"])
  }

  @Test("lone surrogates become U+FFFD and are counted in the document")
  func surrogates() throws {
    let content = try ShardContent(folder.write(#"{"text":"a\ud800b\udc00"}"#, to: "a.jsonl"))
    #expect(content.texts == ["a\u{FFFD}b\u{FFFD}"])
    #expect(content.documents.first?.notes["read.replaced-surrogates"] == .number(2))
  }

  @Test(
    "a record above the limit is quarantined and consumes its number",
    arguments: [1023, 1024, 1025, 3_000_000])
  func tooLong(lineBytes: Int) throws {
    var settings = ReadingSettings()
    settings.maximumRecordBytes = 1024
    let long = utf8(#"{"text":""#) + [UInt8](repeating: 0x61, count: lineBytes - 11) + utf8(#""}"#)
    let path = folder.write(
      utf8("{\"text\":\"a\"}\n") + long + utf8("\n{\"text\":\"b\"}\n"), to: "a.jsonl")
    let content = try ShardContent(path, settings: settings)
    #expect(content.numbers == (lineBytes <= 1024 ? [1, 2, 3] : [1, 3]))
    #expect(content.documents.last?.byteOffset == 13 + lineBytes + 1)
    #expect(content.problems.kinds == (lineBytes <= 1024 ? [] : [.tooLong]))
    if lineBytes > 1024 {
      #expect(content.problems.raw == [long])
      #expect(content.problems.problems.first?.found == "a record of \(lineBytes) bytes")
      #expect(content.problems.largestPiece <= LineReader.pieceBytes)
    }
  }

  @Test("a line of 200 MB goes to quarantine in pieces of at most a mebibyte")
  func hugeLine() throws {
    let path = folder.path + "/huge.jsonl.zst"
    let sink = try OutputSinks.create(path)
    let chunk = [UInt8](repeating: 0x61, count: 1_000_000)
    try sink.write(utf8("{\"text\":\"a\"}\n{\"text\":\""))
    for _ in 0..<200 { try sink.write(chunk) }
    try sink.write(utf8("\"}\n{\"text\":\"b\"}\n"))
    try sink.finish()
    let content = try ShardContent(path, keepsRaw: false)
    #expect(content.numbers == [1, 3])
    #expect(content.problems.problems.first?.found == "a record of 200000011 bytes")
    #expect(content.problems.largestPiece == LineReader.pieceBytes)
  }

  @Test(
    "a shard cut at any byte gives a prefix of its documents and one report",
    arguments: [".gz", ".zst"])
  func truncation(ending: String) throws {
    let lines = (0..<40).map { #"{"text":"document \#($0) with some words in it"}"# }
    let whole = try Compressed.file(utf8(lines.joined(separator: "\n") + "\n"), ending, in: folder)
    for length in stride(from: 5, to: whole.count, by: 3) {
      let content = try ShardContent(folder.write(whole[..<length], to: "t.jsonl" + ending))
      #expect(content.numbers == Array(1..<content.documents.count + 1))
      #expect(content.problems.kinds == [.truncatedShard])
      #expect(content.problems.problems.first?.record == content.documents.count + 1)
      #expect(content.problems.problems.first?.advice.contains("fetch the file again") == true)
    }
  }

  @Test(
    "a damaged member loses its records only, and numbers go on behind it",
    arguments: [".gz", ".zst"])
  func damagedMember(ending: String) throws {
    let parts = (0..<3).map { part in
      utf8(
        (0..<2000).map { #"{"text":"part \#(part) document \#($0 * 7919 % 2000)"}"# + "\n" }
          .joined())
    }
    var members = try parts.map { try Compressed.file($0, ending, in: folder) }
    members[1][members[1].count / 2] ^= 0x10
    let content = try ShardContent(folder.write(members.flatMap { $0 }, to: "d.jsonl" + ending))
    #expect(content.texts.count { $0.hasPrefix("part 0") } == 2000)
    #expect(content.texts.count { $0.hasPrefix("part 2") } == 2000)
    #expect(content.problems.kinds.contains(.damagedShard))
    #expect(Set(content.numbers).count == content.documents.count)
    #expect(content.numbers == content.numbers.sorted())
    #expect(
      content.problems.problems.contains {
        $0.advice.contains("reading goes on at compressed byte")
      })
  }

  @Test(
    "real shards are read completely", .enabled(if: SharedData.isAvailable),
    arguments: [
      ("web/c4-300.jsonl.zst", 300), ("web/c4-sample.01.json.gz", 10),
      ("web/dolma-cc_en_head-0091.jsonl.gz", 10),
      ("web/openwebtext-500.jsonl.zst", 500), ("web/redpajama-c4-1.jsonl.zst", 1000),
      ("web/digitalgov.jsonl.zst", 1952),
    ])
  func realShards(name: String, count: Int) throws {
    let content = try ShardContent(SharedData.path(name))
    #expect(content.documents.count == count)
    #expect(content.problems.problems.isEmpty)
    // Foundation reads the same text out of every record.
    struct Reference: Decodable { var text: String }
    for document in content.documents {
      let reference = try JSONDecoder().decode(Reference.self, from: Data(document.record.bytes))
      #expect(reference.text.utf8.elementsEqual(document.text))
    }
  }
}
