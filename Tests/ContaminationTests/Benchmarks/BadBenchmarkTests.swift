import Contamination
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Evaluation files that cannot be used as they are")
struct BadBenchmarkTests {
  private func load(_ bytes: [UInt8], path: String = "x.jsonl") throws -> BenchmarkSet {
    try #require(
      try BenchmarkSet.load([path], from: RawFiles(files: [(path, bytes)])).first)
  }

  private func error(_ text: String, path: String = "x.jsonl") -> BenchmarkError? {
    #expect(throws: BenchmarkError.self) { try load(Array(text.utf8), path: path) }
  }

  @Test(
    "JSON that stops being JSON is refused with record, line and byte",
    arguments: [
      ("{\"question\": \"a\"}\n{\"question\": \"b\"\n", 2, 3, 35),
      ("{\"question\": \"a\"}\n\n{\"question\" \"b\"}", 2, 3, 31),
      ("[{\"question\": \"a\"}\n{\"question\": \"b\"}]", 2, 2, 19),
      ("[{\"question\": \"a\"},\n]", 2, 2, 20), ("[{\"question\": \"a\"}", 2, 1, 18),
      ("[{\"question\": \"a\"}] {}", 2, 1, 20), ("question,answer\na,b", 1, 1, 0),
      ("{\"question\": \"a\tb\"}", 1, 1, 15),
    ])
  func syntax(text: String, record: Int, line: Int, byte: Int) {
    let found = error(text)
    #expect(found?.record == record)
    #expect(found?.place == BenchmarkError.Place(line: line, byteOffset: byte))
    guard case .syntax? = found?.problem else {
      Issue.record("\(String(describing: found))")
      return
    }
  }

  @Test("a value that is no object is no record")
  func notARecord() {
    #expect(error("[{\"question\": \"a\"}, 3]")?.problem == .notARecord(found: "number"))
    #expect(error("\"a text\"")?.problem == .notARecord(found: "string"))
    #expect(
      error("{\"examples\": [{\"input\": \"a\", \"target\": \"b\"}, null]}")?.problem
        == .notARecord(found: "another value in 'examples'"))
  }

  @Test("other encodings are named, with what to do")
  func encodings() throws {
    let text = "{\"question\": \"caf\u{E9}\"}\n"
    let utf16 = Array(text.utf16)
    let little: [UInt8] = utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let big: [UInt8] = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    for bytes in [[0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little] {
      let error = #expect(throws: BenchmarkError.self) { try load(bytes) }
      #expect(error?.description.contains("iconv -f UTF-16") == true)
    }
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    let error = #expect(throws: BenchmarkError.self) { try load(latin) }
    #expect(
      error?.description
        == "x.jsonl (line 1, byte 17): error: found the byte 0xE9, as Latin-1 text or damage have it, "
        + "expected UTF-8; convert it: iconv -f ISO-8859-1 -t UTF-8")
    let parquet = #expect(throws: BenchmarkError.self) {
      try load(Array("PAR1....PAR1".utf8), path: "x.parquet")
    }
    #expect(parquet?.description.contains("Parquet") == true)
  }

  @Test("layouts that change inside a file are refused, missing parts are noted")
  func layouts() throws {
    let mixed = error(
      #"{"question": "a", "answer": "b"}"# + "\n"
        + #"{"question": "a", "choices": ["b"], "answerKey": "A"}"#)
    #expect(
      mixed?.problem
        == .mixedLayouts(
          found: ["question", "choices", "answerKey"], expected: ["question", "answer"]))
    #expect(mixed?.record == 2)
    let set = try load(
      Array("{\"question\": \"a\", \"answer\": \"b\"}\n{\"question\": \"c\"}".utf8))
    #expect(set.notes.incompleteItems == [1])
    #expect(set.items[1].answer == "")
  }

  @Test("empty and repeated items keep their places and are named")
  func notes() throws {
    let lines = ["a", "", "a", " \\n?", "b", "a"].map { "{\"question\": \"\($0)\"}" }
    let set = try load(Array(lines.joined(separator: "\n").utf8))
    #expect(set.items.count == 6)
    #expect(set.notes.emptyItems == [1, 3])
    #expect(
      set.notes.repeatedItems == [
        BenchmarkNotes.Repeat(item: 2, first: 0), BenchmarkNotes.Repeat(item: 5, first: 0),
      ])
    #expect(
      set.notes.sentences == [
        "2 items without text, which nothing can match (first: 2)",
        "2 items repeating an earlier one (first: 3)",
      ])
    #expect(error("{\"question\": \"\"}\n{\"question\": null}")?.problem == .emptyItems(count: 2))
  }

  @Test("a record above 64 MB is refused, one of 10 MB is read")
  func longRecords() throws {
    func record(_ count: Int) -> [UInt8] {
      Array("{\"question\": \"".utf8) + [UInt8](repeating: 0x61, count: count)
        + Array("\"}\n".utf8)
    }
    #expect(try load(record(10 << 20)).items[0].question.utf8.count == 10 << 20)
    let error = #expect(throws: BenchmarkError.self) {
      try load(Array("{\"question\": \"a\"}\n".utf8) + record(100_000_000))
    }
    #expect(error?.record == 2)
    #expect(error?.problem == .tooLong(bytes: 100_000_016, limit: 64 << 20))
  }

  @Test("damaged compression is refused with the file and the compressed byte")
  func truncatedGzip() throws {
    let folder = TemporaryFolder()
    let lines = (0..<2000).map { "{\"question\": \"\(prose(words: 9, seed: UInt64($0)))\"}\n" }
    let whole = try Compressed.file(Array(lines.joined().utf8), ".jsonl.gz", in: folder)
    let path = folder.write(whole.prefix(whole.count / 2), to: "eval/cut.jsonl.gz")
    let error = #expect(throws: FileError.self) {
      try BenchmarkSet.load([path], from: FileSideInputs())
    }
    #expect(error?.path == path)
    #expect(error?.reason.contains("compressed byte") == true)
    #expect(error?.reason.contains("fetch the file again") == true)
  }

  @Test("every prefix of a file is read or refused, never a crash")
  func prefixes() throws {
    let json = Array(
      #"[{"question": "caf\u00e9 \"é\"", "choices": {"text": ["a", "b"], "label": ["A"]}, "answerKey": -1.5e3}, {"question": "x", "choices": [[true, null, {}]], "answerKey": "Z"}]"#
        .utf8)
    let table = Array("question,answer\n\"a \"\"b\"\"\",\"c\nd\"\ne,f\n".utf8)
    for (bytes, path) in [(json, "x.json"), (table, "x.csv")] {
      for count in 0..<bytes.count {
        do { _ = try load(Array(bytes.prefix(count)), path: path) } catch is BenchmarkError {}
      }
      _ = try load(bytes, path: path)
    }
  }

  @Test("folders are searched for every layout, other files are left alone")
  func folders() throws {
    let folder = TemporaryFolder()
    folder.write("{\"question\": \"a\"}\n", to: "eval/a.jsonl")
    folder.write("question\nb\n", to: "eval/b.csv")
    folder.write("[{\"question\": \"c\"}]", to: "eval/c.json")
    folder.write("about", to: "eval/README.txt")
    let sets = try BenchmarkSet.load([folder.path + "/eval"], from: FileSideInputs())
    #expect(sets.map(\.name) == ["a", "b", "c"])
    #expect(sets.map { $0.items[0].question } == ["a", "b", "c"])
    #expect(Set(sets.map(\.digest)).count == 3)
  }
}
