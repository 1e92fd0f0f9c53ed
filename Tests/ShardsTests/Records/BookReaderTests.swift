import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Book readers")
struct BookReaderTests {
  let folder = TemporaryFolder()

  @Test("a book is its whole file, without byte-order mark and carriage returns")
  func book() throws {
    let path = folder.write("\u{FEFF}Title\r\n\r\nFirst\rline.\r\n", to: "a.txt")
    let content = try ShardContent(path, .book)
    #expect(content.texts == ["Title\n\nFirst\rline.\n"])
    #expect(content.documents.first?.record.bytes.isEmpty == true)
    #expect(content.documents.first?.id == DocumentID(input: 3, record: 0))
  }

  @Test("a blank file holds no book", arguments: ["", "\n \r\n\t", "\u{FEFF}"])
  func blank(text: String) throws {
    for format in [RecordFormat.book, .bookLines] {
      let content = try ShardContent(folder.write(text, to: "a.txt"), format)
      #expect(content.documents.isEmpty && content.problems.problems.isEmpty)
    }
  }

  @Test("blank lines separate documents of sentence files")
  func bookLines() throws {
    let text = "\u{FEFF}One.\r\nTwo.\r\n\r\n \t\n\nThree.\nFour.\n\nFive."
    let content = try ShardContent(folder.write(text, to: "a.txt"), .bookLines)
    #expect(content.texts == ["One.\nTwo.", "Three.\nFour.", "Five."])
    #expect(content.numbers == [1, 2, 3])
    #expect(content.documents.map(\.byteOffset) == [0, 21, 35])
  }

  @Test("NUL bytes are text")
  func nulBytes() throws {
    for format in [RecordFormat.book, .bookLines] {
      #expect(try ShardContent(folder.write("a\0b", to: "a.txt"), format).texts == ["a\0b"])
    }
  }

  @Test("a book that is not UTF-8 is quarantined whole, and the next keeps its number")
  func invalidUTF8() throws {
    let latin = utf8("caf") + [0xE9] + utf8(" au lait")
    let book = try ShardContent(folder.write(latin, to: "a.txt"), .book)
    #expect(book.problems.kinds == [.invalidUTF8])
    #expect(book.problems.raw == [latin])
    let lines = try ShardContent(folder.write(latin + utf8("\n\nfine\n"), to: "b.txt"), .bookLines)
    #expect(lines.texts == ["fine"])
    #expect(lines.numbers == [2])
    #expect(lines.problems.raw == [latin])
  }

  @Test("a book above the limit is quarantined in pieces")
  func tooLong() throws {
    var settings = ReadingSettings()
    settings.maximumRecordBytes = 1 << 20
    let line = String(repeating: "word ", count: 40) + "\n"
    let long = String(repeating: line, count: 20_000)
    let book = try ShardContent(folder.write(long, to: "a.txt"), .book, settings: settings)
    #expect(book.problems.kinds == [.tooLong])
    #expect(book.problems.raw == [utf8(long)])
    let text = "first\n\n" + long + "\nlast\n"
    let lines = try ShardContent(folder.write(text, to: "b.txt"), .bookLines, settings: settings)
    #expect(lines.texts == ["first", "last"])
    #expect(lines.numbers == [1, 3])
    #expect(lines.problems.kinds == [.tooLong])
    #expect(lines.problems.raw.map(\.count) == [utf8(long).count])
    #expect(lines.problems.raw.first?.elementsEqual(long.utf8) == true)
    #expect(max(lines.problems.largestPiece, book.problems.largestPiece) <= LineReader.pieceBytes)
  }

  @Test("a limit is met exactly", arguments: [1024, 1025])
  func exactLimit(count: Int) throws {
    var settings = ReadingSettings()
    settings.maximumRecordBytes = 1024
    let sentence = String(repeating: "a", count: 511)
    let text = sentence + "\n" + String(repeating: "b", count: count - 512)
    for (format, ending) in [(RecordFormat.book, ""), (.bookLines, "\n")] {
      let content = try ShardContent(
        folder.write(text + ending, to: "a.txt"), format, settings: settings)
      #expect(content.texts == (count == 1024 ? [text] : []))
      #expect(content.problems.kinds == (count == 1024 ? [] : [.tooLong]))
    }
  }

  @Test("half a book is not that book: damage quarantines it", arguments: [".gz", ".zst"])
  func truncated(ending: String) throws {
    let text = Compressed.text(50_000, seed: 1)
    let whole = try Compressed.file(text, ending, in: folder)
    let path = folder.write(whole.prefix(whole.count / 2), to: "a.txt" + ending)
    let book = try ShardContent(path, .book)
    #expect(book.documents.isEmpty)
    #expect(book.problems.kinds == [.truncatedShard])
    #expect(text.starts(with: try #require(book.problems.raw.first)))
  }

  @Test("sentence files keep the documents before the damage", arguments: [".gz", ".zst"])
  func truncatedLines(ending: String) throws {
    let books = (0..<50).map { book in
      (0..<30).map { "Sentence \($0 * 37 % 30) of \(book)." }.joined(separator: "\n")
    }
    let whole = try Compressed.file(
      utf8(books.joined(separator: "\n\n") + "\n"), ending, in: folder)
    for length in stride(from: whole.count / 2, to: whole.count, by: 97) {
      let content = try ShardContent(
        folder.write(whole.prefix(length), to: "a.txt" + ending), .bookLines)
      #expect(content.texts == Array(books.prefix(content.documents.count)))
      #expect(content.problems.kinds == [.truncatedShard])
    }
  }

  @Test(
    "behind damage in the middle, the rest of a cut document is not taken for one",
    arguments: [".gz", ".zst"])
  func damagedMiddle(ending: String) throws {
    let parts = (0..<3).map { part in
      utf8(
        (0..<3000).map { "Sentence \($0 * 7919 % 3000) of \(part).\n" + ($0 % 10 == 4 ? "\n" : "") }
          .joined())
    }
    var members = try parts.map { try Compressed.file($0, ending, in: folder) }
    members[1][members[1].count / 2] ^= 0x10
    let content = try ShardContent(
      folder.write(members.flatMap { $0 }, to: "a.txt" + ending), .bookLines)
    #expect(content.problems.kinds.contains(.damagedShard))
    // The first and the last document have five sentences, all others ten.
    let inner = content.texts.dropFirst().dropLast()
    #expect(inner.allSatisfy { $0.split(separator: "\n").count == 10 })
    #expect(content.texts.contains { $0.contains("of 2.") })
  }

  @Test("real books are read", .enabled(if: SharedData.isAvailable))
  func realBook() throws {
    let content = try ShardContent(SharedData.path("books/1342-pride-and-prejudice.txt.zst"), .book)
    #expect(content.texts.first?.contains("It is a truth universally acknowledged") == true)
    #expect(content.problems.problems.isEmpty)
  }
}
