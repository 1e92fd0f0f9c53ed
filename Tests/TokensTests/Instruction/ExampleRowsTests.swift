import Testing
import Text
import Tokens

@Suite struct ExampleRowsTests {
  private static func examples(_ pairs: [(String, String)]) throws -> [SupervisedExample] {
    try pairs.map { try SupervisedExampleTests.pair($0.0, $0.1).0 }
  }

  private static func row(_ rows: ExampleRows, _ ordinal: Int) -> TokenRow {
    var row = TokenRow()
    rows.read(ordinal, into: &row)
    return row
  }

  @Test("one conversation to a row, padded without loss")
  func padded() throws {
    let examples = try Self.examples([("zq", "xy"), ("zqzqzqzqzq", "xyx")])
    let rows = ExampleRows(examples, length: 8, padding: 7, isPacked: false)
    #expect(rows.count == 2)
    let first = Self.row(rows, 0)
    #expect(first.tokens == examples[0].tokens + [7, 7, 7, 7])
    #expect(first.trained == examples[0].trained + [false, false, false, false])
    #expect(first.documentStarts == [0])
    #expect(Self.row(rows, 1).tokens == ContiguousArray(examples[1].tokens.suffix(9)))
    let report = rows.report()
    #expect(report.documents == 2 && report.cutDocuments == 1 && report.tokens == 19)
    #expect(report.unusedTokens == 5 && report.paddingTokens == 3 && report.inputs == 16)
  }

  @Test("packed conversations tell their starts, and none is predicted from another")
  func packed() throws {
    let examples = try Self.examples([("zq", "xy"), ("z", "xyx"), ("", "q")])
    let rows = ExampleRows(examples, length: 11, padding: 7, isPacked: true)
    #expect(rows.count == 1)
    let row = Self.row(rows, 0)
    #expect(row.tokens == examples[0].tokens + examples[1].tokens + examples[2].tokens)
    #expect(row.documentStarts == [0, 5, 10])
    // The reply alone trains its first token, but not across the border.
    #expect(row.trained == examples[0].trained + examples[1].trained + [false, true])
    #expect(rows.report().paddingTokens == 0)
  }

  @Test("a conversation without a reply is left out")
  func untrained() throws {
    let silent = try SupervisedExampleTests.example(
      [ChatMessage(.user, "zq")], SupervisedExampleTests.plain()
    ).0
    let rows = ExampleRows([silent], length: 4, padding: 0, isPacked: true)
    #expect(rows.count == 0 && rows.report().unusedTokens == 2 && rows.report().documents == 1)
  }
}
