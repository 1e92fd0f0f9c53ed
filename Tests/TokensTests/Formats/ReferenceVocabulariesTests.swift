import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Text
import Tokens

/// Small vocabularies with the settings of published tokenizers: ids and decoded text equal to those
/// of Hugging Face tokenizers 0.23.3, sentencepiece 0.2.3 and tiktoken 0.14.0 on traps and on random
/// Unicode; `Fixtures/vocabularies/make.py` wrote both.
@Suite struct ReferenceVocabulariesTests {
  /// A vocabulary by name, its file and its goldens.
  struct Fixture: Sendable, CustomTestStringConvertible {
    static let folder =
      "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
      + "/Fixtures/vocabularies/"

    var name: String
    var testDescription: String { name }

    static let all: [Fixture] = {
      guard let folder = opendir(folder) else { return [] }
      defer { closedir(folder) }
      var names: [String] = []
      while let entry = readdir(folder) {
        let file = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        let ending = ".goldens.jsonl.zst"
        if file.hasSuffix(ending) { names.append(String(file.dropLast(ending.count))) }
      }
      return names.sorted().map(Fixture.init)
    }()

    func path() throws -> String {
      let path = ["json", "model", "tiktoken"].lazy.map { Self.folder + name + ".\($0).zst" }
        .first { access($0, R_OK) == 0 }
      return try #require(path, "\(name) has no tokenizer file")
    }

    func goldens() throws -> [GoldenLine] {
      let texts = try GoldenLine.read(Self.folder + "texts.jsonl.zst")
      var lines = try GoldenLine.read(Self.folder + name + ".goldens.jsonl.zst")
      for place in lines.indices where lines[place].text == nil {
        lines[place].text = texts[place].text
      }
      return lines
    }
  }

  @Test("there is a vocabulary of every kind") func count() {
    #expect(Fixture.all.count == 48)
  }

  /// What is not supported, and the word that the refusal names it by.
  static let refusals = ["sp-bpe-suffix": "treat_whitespace_as_suffix"]

  @Test("models that are not supported are refused by name", arguments: refusals.keys.sorted())
  func refusedModel(name: String) throws {
    let path = try Fixture(name: name).path()
    let error = #expect(throws: TokenizerError.self) { _ = try Tokenizer(contentsOf: path) }
    let word = try #require(Self.refusals[name])
    #expect(error?.description.contains(word) == true, "\(name): \(String(describing: error))")
  }

  @Test(
    "ids and decoded text are the reference's",
    arguments: Fixture.all.filter { refusals[$0.name] == nil })
  func equal(fixture: Fixture) throws {
    let tokenizer = try Tokenizer(contentsOf: fixture.path())
    let encoder = tokenizer.makeEncoder()
    var differences: [String] = []
    func compare(
      _ what: String, _ text: [UInt8], _ expected: [UInt32]?, _ found: some Sequence<UInt32>
    ) {
      guard let expected, expected != Array(found) else { return }
      differences.append(
        "\(what) of \(String(decoding: text, as: UTF8.self).debugDescription): "
          + "expected \(expected), found \(Array(found))")
    }
    for golden in try fixture.goldens() {
      let text = try #require(golden.text)
      let plain = try encoder.encode(text)
      compare("plain ids", text, golden.plain ?? golden.parsed, plain)
      compare("parsed ids", text, golden.parsed, try encoder.encode(text, parsingAddedTokens: true))
      var whole = ContiguousArray<UInt32>()
      try encoder.encode(text.span, into: &whole, parsingAddedTokens: true, addingTemplate: true)
      compare("ids with the template", text, golden.full, whole)
      // sentencepiece takes a mark U+2581 of the text for a space, and drops two at the start.
      if golden.parsed == nil, text.starts(with: "\u{2581}".utf8) { continue }
      let ids = try #require(golden.parsed ?? golden.plain)
      let expected = String(decoding: golden.decoded ?? text, as: UTF8.self)
      let decoded = String(decoding: try tokenizer.decode(ids.span), as: UTF8.self)
      if !expected.utf8.elementsEqual(decoded.utf8) {
        differences.append(
          "decoded \(ids): expected \(expected.debugDescription), found \(decoded.debugDescription)"
        )
      }
    }
    #expect(
      differences.isEmpty,
      "\(fixture.name): \(differences.count) differences, \(differences.prefix(4).joined(separator: "; "))"
    )
  }

  /// Byte-level, without normalization and with all 256 bytes.
  static let lossless = [
    "gpt2", "llama3", "falcon", "starcoder", "bloom", "deepseek-v2", "deepseek-v3", "o200k",
    "gpt-oss", "phi2", "digits", "split-previous", "cl100k_base", "o200k_base",
  ]

  @Test("random bytes come back from byte-level vocabularies", arguments: lossless)
  func roundTrip(name: String) throws {
    let tokenizer = try Tokenizer(contentsOf: Fixture(name: name).path())
    let encoder = tokenizer.makeEncoder()
    for seed in UInt64(0)..<400 {
      let text = RandomTexts.any(seed: seed)
      let ids = try encoder.encode(text, parsingAddedTokens: seed % 2 == 1)
      #expect(try tokenizer.decode(ids.span) == text, "\(name), seed \(seed)")
    }
  }

  @Test("files whose ids would come out wrong are refused by the part that asks for it")
  func refused() throws {
    struct Refusal: Decodable {
      var name: String
      var expected: String
    }
    let lines = try GoldenLine.lines(of: Fixture.folder + "refused.jsonl.zst")
    #expect(lines.count >= 15)
    for line in lines {
      let record = Array(line)
      let refusal = try JSONDecoder().decode(Refusal.self, from: Data(record))
      var fields = ContiguousArray<JSONField>()
      try JSONScanner().scanObject(record.span, into: &fields)
      let file = try #require(fields.first { record[$0.name].elementsEqual("tokenizer".utf8) })
      let error = #expect(throws: TokenizerError.self, "\(refusal.name) was not refused") {
        _ = try Tokenizer(tokenizerJSON: Array(record[file.value]))
      }
      if let error {
        #expect(error.description.contains(refusal.expected), "\(refusal.name): \(error)")
      }
    }
  }
}
