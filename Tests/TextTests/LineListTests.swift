import Testing
import Text

@Suite struct LineListTests {
  private func lines(_ text: String, _ convention: LineConvention) -> [String] {
    let bytes = Array(text.utf8)
    var list = LineList()
    list.fill(from: bytes.span, convention: convention)
    return (0..<list.count).map {
      String(decoding: bytes[Int(list.starts[$0])..<Int(list.ends[$0])], as: UTF8.self)
    }
  }

  // Expected values are those of Python 3.11's str.split("\n") and str.splitlines().
  @Test(
    "lines are cut as Python cuts them",
    arguments: [
      ("", [""], []),
      ("one", ["one"], ["one"]),
      ("a\nb\n", ["a", "b", ""], ["a", "b"]),
      ("\n\n", ["", "", ""], ["", ""]),
      ("a\r\nb\rc", ["a\r", "b\rc"], ["a", "b", "c"]),
      (
        "a\u{B}b\u{C}c\u{1C}d\u{1D}e\u{1E}f", ["a\u{B}b\u{C}c\u{1C}d\u{1D}e\u{1E}f"],
        ["a", "b", "c", "d", "e", "f"]
      ),
      ("a\u{85}b\u{2028}c\u{2029}d", ["a\u{85}b\u{2028}c\u{2029}d"], ["a", "b", "c", "d"]),
      ("é\u{A0}x\u{202A}y\n", ["é\u{A0}x\u{202A}y", ""], ["é\u{A0}x\u{202A}y"]),
    ])
  func cuts(text: String, atLineFeeds: [String], splitLines: [String]) {
    // CR LF is one `Character` to Swift; comparing bytes keeps them apart.
    #expect(lines(text, .lineFeed).map { Array($0.utf8) } == atLineFeeds.map { Array($0.utf8) })
    #expect(lines(text, .splitLines).map { Array($0.utf8) } == splitLines.map { Array($0.utf8) })
  }
}
