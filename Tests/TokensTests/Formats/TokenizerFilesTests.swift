import TestSupport
import Testing
import Tokens

@Suite struct TokenizerFilesTests {
  /// A whole byte alphabet as the body of a vocabulary: the JSON of a trained one, to be edited.
  static func json() throws -> String {
    String(decoding: try SmallVocabulary.train().tokenizerJSON(), as: UTF8.self)
  }

  static func read(_ text: String) throws(TokenizerError) -> TokenizerDefinition {
    try TokenizerDefinition(tokenizerJSON: Array(text.utf8))
  }

  @Test("what is written is read back as the same vocabulary, and written again as the same bytes")
  func roundTrip() throws {
    let vocabulary = try SmallVocabulary.train(special: ["<|endoftext|>", "<\"\\\n>"])
    let bytes = try vocabulary.tokenizerJSON()
    let read = try TokenizerDefinition(tokenizerJSON: bytes)
    #expect(read == vocabulary)
    #expect(try read.tokenizerJSON() == bytes)
  }

  @Test("merges may be strings of two tokens, as older files have them")
  func mergesAsStrings() throws {
    let text = try Self.json()
    let parts = text.split(separator: "\"merges\": [", maxSplits: 1)
    let merges = parts[1].replacing("[\"", with: "\"").replacing("\", \"", with: " ")
      .replacing("\"]", with: "\"")
    #expect(try Self.read(parts[0] + "\"merges\": [" + merges) == SmallVocabulary.train())
  }

  @Test(
    "whatever would change ids is refused by its name",
    arguments: [
      ("\"type\": \"BPE\"", "\"type\": \"WordLevel\"", "the model WordLevel"),
      (
        "\"normalizer\": null", "\"normalizer\": {\"type\": \"Rot13\"}", "the normalizer Rot13"
      ),
      (
        "\"normalizer\": null", "\"normalizer\": {\"type\": \"ByteLevel\"}",
        "the normalizer ByteLevel"
      ),
      (
        "\"normalizer\": null", "\"normalizer\": {\"type\": \"NFC\", \"form\": 7}",
        "the option form of the normalizer NFC"
      ),
      (
        "\"type\": \"ByteLevel\"", "\"type\": \"UnicodeScripts\"",
        "the pre-tokenizer UnicodeScripts"
      ),
      ("\"dropout\": null", "\"dropout\": 0.1", "dropout"),
      ("\"dropout\": null", "\"dropout\": null, \"alpha\": 1", "the model option alpha"),
      ("\"unk_token\": null", "\"unk_token\": \"<unk>\"", "unk_token"),
      ("\"byte_fallback\": false", "\"byte_fallback\": true", "byte_fallback"),
      (
        "\"post_processor\": null", "\"post_processor\": {\"type\": \"Reverse\"}",
        "the post-processor Reverse"
      ),
      ("\"lstrip\": false", "\"lstrip\": false, \"case\": 1", "the option case"),
    ])
  func unsupportedParts(old: String, new: String, name: String) throws {
    let edited = try Self.json().replacing(old, with: new, maxReplacements: 1)
    let error = #expect(throws: TokenizerError.self) { _ = try Self.read(edited) }
    guard case .unsupported(let what) = error?.problem else {
      Issue.record("expected 'unsupported', found \(String(describing: error))")
      return
    }
    #expect(what.contains(name))
  }

  @Test(
    "damage is an error that says what is wrong",
    arguments: [
      ("\"Ġlow\": ", "\"Ġlow\": 99999"), ("\"Ġlow\": ", "\"Ġlow\": -"), ("\"Ġlow\"", "\"猫\""),
      ("\"merges\"", "\"mergers\""), ("\"vocab\": {", "\"vocab\": [{"), ("\"id\": ", "\"id\": -"),
      ("[\"a\", \"a\"]", "[\"a\", \"zzz\"]"), ("[\"a\", \"a\"]", "[\"a\"]"),
    ])
  func damage(old: String, new: String) throws {
    let edited = try Self.json().replacing(old, with: new, maxReplacements: 1)
    #expect(throws: TokenizerError.self) { _ = try Self.read(edited) }
  }

  @Test("a truncated file is an error, never a shorter vocabulary")
  func truncation() throws {
    let bytes = try SmallVocabulary.train().tokenizerJSON()
    for count in stride(from: 0, to: bytes.count - 2, by: 97) {
      #expect(throws: TokenizerError.self) {
        _ = try TokenizerDefinition(tokenizerJSON: Array(bytes[..<count]))
      }
    }
  }

  @Test("GPT-2's two files and a folder with tokenizer.json are found")
  func folders() throws {
    let vocabulary = try SmallVocabulary.train()
    let folder = TemporaryFolder()
    #expect(throws: TokenizerError(.noTokenizerFile, at: folder.path)) {
      _ = try Tokenizer(contentsOf: folder.path)
    }
    #expect(throws: TokenizerError.self) {
      _ = try Tokenizer(contentsOf: folder.path + "/absent.json")
    }
    let text = try Self.json()
    let vocab = try #require(
      text.split(separator: "\"vocab\": ").last?.split(separator: "},\n").first)
    folder.write(vocab + "}", to: "encoder.json")
    let merges = text.split(separator: "\"merges\": [")[1].split(separator: "\n").compactMap {
      line in
      let parts = line.split(separator: "\"")
      return parts.count >= 4 ? "\(parts[1]) \(parts[3])" : nil
    }
    folder.write((["#version: 0.2"] + merges + [""]).joined(separator: "\n"), to: "vocab.bpe")
    let tokenizer = try Tokenizer(contentsOf: folder.path)
    #expect(tokenizer.fingerprint == vocabulary.fingerprint)
    #expect(try Tokenizer(contentsOf: folder.path + "/encoder.json").definition == vocabulary)
    folder.write(try vocabulary.tokenizerJSON(), to: "tokenizer.json")
    #expect(try Tokenizer(contentsOf: folder.path).definition == vocabulary)
    folder.write("#version: 0.2\na b c\n", to: "vocab.bpe")
    let path = folder.path + "/encoder.json"
    let error = #expect(throws: TokenizerError.self) { _ = try Tokenizer(contentsOf: path) }
    #expect(error?.place == folder.path + "/vocab.bpe:2")
  }
}
