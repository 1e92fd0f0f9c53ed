import Compression
import FoundationEssentials
import Shards
import TestSupport
import Testing
import Text
import Tokens

/// Ids equal to those of Hugging Face tokenizers 0.23.3 on 211 texts in many scripts, code and edge
/// cases, added tokens parsed.
@Suite(.enabled(if: SharedData.isAvailable)) struct ConformanceTests {
  struct Case {
    var text: [UInt8]
    var ids: [UInt32]
  }

  static func cases(_ name: String) throws -> [Case] {
    let source = try ByteSources.open(SharedData.path("tokenizers/conformance/\(name).jsonl.zst"))
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = try piece.withUnsafeMutableBytes({ try source.read(into: $0) }),
      count > 0
    {
      bytes += piece[..<count]
    }
    return try bytes.split(separator: 10).map { line in
      let record = Array(line)
      var fields = ContiguousArray<JSONField>()
      try JSONScanner().scanObject(record.span, into: &fields)
      func value(_ name: String) throws -> Range<Int> {
        try #require(fields.first { record[$0.name].elementsEqual(name.utf8) }).value
      }
      // JSONDecoder would drop a byte order mark at the start of a text.
      let text = try value("text")
      var replaced = 0
      let unescaped = record[text.lowerBound + 1..<text.upperBound - 1].withUnsafeBufferPointer {
        JSONString.unescaped($0, replacedSurrogates: &replaced)
      }
      let ids = try JSONDecoder().decode([UInt32].self, from: Data(record[value("ids")]))
      return Case(text: unescaped, ids: ids)
    }
  }

  @Test(
    "GPT-2's ids are the reference's on every text, from either kind of file",
    arguments: [
      "tokenizers/gpt2/encoder.json", "tokenizers/gpt2/tokenizer.json",
    ])
  func gpt2(file: String) throws {
    let tokenizer = try Tokenizer(contentsOf: SharedData.path(file))
    let encoder = tokenizer.makeEncoder()
    let cases = try Self.cases("gpt2")
    #expect(cases.count == 211 && tokenizer.vocabularySize == 50_257)
    for (number, one) in cases.enumerated() {
      let ids = try encoder.encode(one.text, parsingAddedTokens: true)
      #expect(Array(ids) == one.ids, "text \(number + 1)")
      #expect(try tokenizer.decode(ids.span) == one.text, "text \(number + 1)")
    }
  }
}
