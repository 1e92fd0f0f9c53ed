import Contamination
import TestSupport
import Testing
import Text

@Suite("Tables of evaluation items")
struct CSVRowsTests {
  private func load(_ text: String, path: String = "eval/x.csv") throws -> BenchmarkSet {
    let side = RawFiles(files: [(path, Array(text.utf8))])
    return try #require(try BenchmarkSet.load([path], from: side).first)
  }

  private func error(_ text: String, path: String = "eval/x.csv") -> BenchmarkError? {
    #expect(throws: BenchmarkError.self) { try load(text, path: path) }
  }

  @Test(
    "fields in quotes hold separators, line ends and doubled quotes",
    arguments: [
      ("question,answer\r\na,b\r\n", "a", "b"),
      ("question,answer\n\"a, b\",\"c\nd\"", "a, b", "c\nd"),
      ("\u{FEFF}question,answer\n\"say \"\"x\"\"\",\"\"\n\n", "say \"x\"", ""),
      ("question,answer\n\"\r\n\",\"\"\"\"\nx,y\n", "\r\n", "\""),
      ("answer,question\nb,a", "a", "b"),
    ])
  func fields(text: String, question: String, answer: String) throws {
    let item = try load(text).items[0]
    #expect(item.question == question)
    #expect(item.answer == answer)
  }

  @Test("tabs separate the fields of .tsv files")
  func tabs() throws {
    let set = try load("question\tanswer\na, b\tc\n", path: "eval/x.tsv")
    #expect(set.items == [BenchmarkItem(index: 0, question: "a, b", answer: "c")])
  }

  @Test("a record is kept as JSON by column names")
  func record() throws {
    let set = try load("question,answer,id\n\"a \"\"b\"\"\",c,7\n")
    #expect(
      String(decoding: set.origins[0].record, as: UTF8.self)
        == #"{"question":"a \"b\"","answer":"c","id":"7"}"#)
    #expect(set.origins[0].identifier == "7")
    #expect(set.origins[0].place == BenchmarkError.Place(line: 2, byteOffset: 19))
  }

  @Test("broken quotes, ragged rows and repeated columns are refused with line and byte")
  func damage() {
    let unclosed = error("question,answer\na,b\n\"c,d\ne,f\n")
    #expect(unclosed?.place == BenchmarkError.Place(line: 3, byteOffset: 20))
    #expect(unclosed?.record == 2)
    #expect(unclosed?.description.contains("inside a field in quotes") == true)
    let inner = error("question,answer\n5\" pipe,b\n")
    #expect(inner?.place == BenchmarkError.Place(line: 2, byteOffset: 17))
    let behind = error("question,answer\n\"a\"b,c\n")
    #expect(behind?.place == BenchmarkError.Place(line: 2, byteOffset: 19))
    let ragged = error("question,answer\na,b\na,b,c\n")
    #expect(ragged?.problem == .columns(found: 3, expected: 2))
    #expect(ragged?.place?.line == 3)
    #expect(error("question,question\n")?.problem == .repeatedColumn("question"))
    #expect(error("question,answer\n")?.problem == .noItems)
    #expect(error("")?.problem == .noItems)
  }

  @Test("rows written by any rule of RFC 4180 are read back", arguments: UInt64(0)..<100)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("ab,\"\n\r é;\t").map(String.init)
    let rows = (0..<Int.random(in: 1...20, using: &random)).map { _ in
      (0..<2).map { _ in
        (0..<Int.random(in: 1...12, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? ""
        }.joined()
      }
    }
    let end = Bool.random(using: &random) ? "\r\n" : "\n"
    let text =
      (["question,answer"]
      + rows.map { row in
        row.map {
          "\""
            + $0.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
        }.joined(separator: ",")
      }).joined(separator: end) + (Bool.random(using: &random) ? end : "")
    let side = RawFiles(files: [("x.csv", Array(text.utf8))])
    do {
      let set = try #require(try BenchmarkSet.load(["x.csv"], from: side).first)
      #expect(set.items.map(\.question) == rows.map { $0[0] })
      #expect(set.items.map(\.answer) == rows.map { $0[1] })
    } catch let error as BenchmarkError {
      #expect(error.problem == .emptyItems(count: rows.count))
    }
  }

  @Test("TruthfulQA is read as Python's csv module reads it", .enabled(if: SharedData.isAvailable))
  func truthfulQA() throws {
    let set = try #require(
      try BenchmarkSet.load(["eval/TruthfulQA.csv"], from: SharedShards()).first)
    #expect(set.name == "TruthfulQA")
    #expect(set.items.count == 813)
    // Sums of UTF-8 bytes and the last row's line: csv.DictReader over the file opened as utf-8-sig.
    #expect(set.items.reduce(0) { $0 + $1.question.utf8.count } == 48_157)
    #expect(set.items.reduce(0) { $0 + $1.answer.utf8.count } == 41_834)
    #expect(set.origins.map { Int($0.place.line) }.max() == 814)
  }
}
