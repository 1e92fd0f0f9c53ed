import Compression
import Pipelines
import Shards
import TestSupport
import Testing
import Text

/// Records longer than a read buffer.
@Suite("Long records")
struct LongRecordTests {
  let folder = TemporaryFolder()

  /// An escaped text of a number of bytes, with escapes at places that no block size divides.
  private static func escaped(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let parts = [#"\n"#, #"\""#, #"\u00e9"#, #"\ud83d\ude00"#, "plain words, ", "é", #"\\"#]
    var block: [UInt8] = []
    while block.count < 4000 { block += (parts.randomElement(using: &random) ?? "").utf8 }
    var result: [UInt8] = []
    while result.count + block.count <= count { result += block }
    return result + [UInt8](repeating: 0x61, count: count - result.count)
  }

  private static let start = utf8(#"{"id":1,"text":""#)
  private static let end = utf8(#"","sluice":{"a":"b"}}"#)

  private static func line(_ count: Int, seed: UInt64) -> [UInt8] {
    start + escaped(count - start.count - end.count, seed: seed) + end
  }

  /// The text of a line, read by the function that takes no part in reading long ones in place.
  private static func text(of line: [UInt8]) -> [UInt8] {
    var replaced = 0
    return line.withUnsafeBufferPointer {
      let inside = $0[start.count..<line.count - end.count]
      return JSONString.unescaped(
        UnsafeBufferPointer(rebasing: inside), replacedSurrogates: &replaced)
    }
  }

  @Test(
    "a line longer than the buffer gives the document of its text and record",
    arguments: [-1, 0, 1, 5 << 19], ["", ".gz"])
  func longLines(excess: Int, ending: String) throws {
    let count = LineReader.pieceBytes + excess
    let lines = (0..<3).map { Self.line($0 == 1 ? 200 : count, seed: UInt64($0 + count)) }
    let file = utf8("\u{FEFF}") + lines.joined(separator: utf8("\r\n"))
    let bytes = ending.isEmpty ? file : try Compressed.file(file, ending, in: folder)
    let path = folder.write(bytes, to: "a.jsonl" + ending)
    for parts in [RecordParts.whole, .fields(["sluice", "id"])] {
      var settings = ReadingSettings()
      settings.recordParts = parts
      let content = try ShardContent(path, settings: settings)
      #expect(content.problems.problems.isEmpty && content.numbers == [1, 2, 3])
      let offsets = [0, 3 + lines[0].count + 2, 3 + lines[0].count + lines[1].count + 4]
      #expect(content.documents.map(\.byteOffset) == offsets)
      for (document, line) in zip(content.documents, lines) {
        #expect(document.text == Self.text(of: line))
        let expected = parts == .whole ? line : utf8(#"{"id":1,"sluice":{"a":"b"}}"#)
        #expect(document.record.bytes == expected)
        let range = try #require(document.record.valueRange(of: "sluice"))
        #expect(Array(document.record.bytes[range]) == utf8(#"{"a":"b"}"#))
      }
    }
  }

  @Test("a record keeps the fields that were asked for, or nothing")
  func keptFields() throws {
    var settings = ReadingSettings()
    settings.recordParts = .fields(["sluice"])
    let path = folder.write(
      #"{"text":"a","url":"u"}"# + "\n" + #"{"sl\u0075ice" : 7,"text":"b"}"#, to: "a.jsonl")
    let content = try ShardContent(path, settings: settings)
    #expect(content.texts == ["a", "b"])
    #expect(content.documents[0].record.bytes.isEmpty)
    #expect(content.documents[1].record.bytes == utf8(#"{"sl\u0075ice":7}"#))
  }

  @Test("a long line that cannot be used is quarantined as it stands")
  func unusable() throws {
    let whole = Self.line(3 << 20, seed: 5)
    let cut = Array(whole.dropLast())
    let other = utf8(#"{"body":""#) + Self.escaped(2 << 20, seed: 6) + utf8("\"}\r")
    let file = cut + [0x0A] + other + utf8("\n" + #"{"text":"good"}"#)
    let content = try ShardContent(folder.write(file, to: "a.jsonl"))
    #expect(content.texts == ["good"] && content.numbers == [3])
    #expect(content.problems.kinds == [.invalidJSON, .missingText])
    #expect(content.problems.raw == [cut, other])
  }

  @Test(
    "a line above the limit is quarantined whole, wherever the limit lies",
    arguments: [1 << 20, (1 << 20) + 1, 5 << 19, (3 << 20) - 1, 3 << 20])
  func aboveTheLimit(limit: Int) throws {
    var settings = ReadingSettings()
    settings.maximumRecordBytes = limit
    let long = Self.line(3 << 20, seed: 7)
    let path = folder.write(long + utf8("\n" + #"{"text":"b"}"#), to: "a.jsonl")
    let content = try ShardContent(path, settings: settings)
    #expect(content.numbers == (limit == 3 << 20 ? [1, 2] : [2]))
    #expect(content.problems.raw == (limit == 3 << 20 ? [] : [long]))
    #expect(content.problems.largestPiece <= LineReader.pieceBytes)
  }

  @Test("a long line that damage cuts is one record, quarantined as far as it was read")
  func damaged() throws {
    let line = Self.line(4 << 20, seed: 8)
    let whole = try Compressed.file(utf8("{\"text\":\"a\"}\n") + line, ".zst", in: folder)
    let path = folder.write(whole.prefix(whole.count * 9 / 10), to: "a.jsonl.zst")
    let content = try ShardContent(path)
    #expect(content.numbers == [1])
    #expect(content.problems.kinds == [.truncatedShard])
    let raw = try #require(content.problems.raw.first)
    #expect(raw.count > 2 << 20 && line.starts(with: raw))
  }

  @Test("long lines of sentence files and long books keep their text")
  func books() throws {
    let sentence = String(repeating: "word ", count: 300_000)
    let blank = String(repeating: " \t", count: 600_000)
    let text =
      "\u{FEFF}One.\r\n\(sentence)\r\nTwo.\r\n\(blank)\r\n\(sentence)\r\n\(sentence)\n\nEnd"
    let lines = try ShardContent(folder.write(text, to: "a.txt"), .bookLines)
    #expect(lines.texts == ["One.\n\(sentence)\nTwo.", "\(sentence)\n\(sentence)", "End"])
    #expect(lines.problems.problems.isEmpty)
    let book = try ShardContent(folder.write(text, to: "b.txt"), .book)
    #expect(
      book.texts == [
        "One.\n\(sentence)\nTwo.\n\(blank)\n\(sentence)\n\(sentence)\n\nEnd"
      ])
  }
}
