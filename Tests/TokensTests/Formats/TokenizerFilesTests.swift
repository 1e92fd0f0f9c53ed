import TestSupport
import Testing
import Tokens

@Suite struct TokenizerFilesTests {
  /// A whole byte alphabet as the body of a vocabulary: the JSON of a trained one, to be edited.
  static func json() throws -> String {
    String(decoding: try SmallVocabulary.train().tokenizerJSON(), as: UTF8.self)
  }

  static func read(_ text: String) throws(TokenizerError) -> BPEVocabulary {
    try BPEVocabulary(tokenizerJSON: Array(text.utf8))
  }

  @Test("what is written is read back as the same vocabulary, and written again as the same bytes")
  func roundTrip() throws {
    let vocabulary = try SmallVocabulary.train(special: ["<|endoftext|>", "<\"\\\n>"])
    let bytes = vocabulary.tokenizerJSON()
    let read = try BPEVocabulary(tokenizerJSON: bytes)
    #expect(read == vocabulary)
    #expect(read.tokenizerJSON() == bytes)
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
      ("\"type\": \"BPE\"", "\"type\": \"Unigram\"", "the model Unigram"),
      ("\"normalizer\": null", "\"normalizer\": {\"type\": \"NFC\"}", "the normalizer NFC"),
      ("\"add_prefix_space\": false", "\"add_prefix_space\": true", "add_prefix_space"),
      ("\"use_regex\": true", "\"use_regex\": false", "use_regex"),
      ("\"dropout\": null", "\"dropout\": 0.1", "dropout"),
      ("\"unk_token\": null", "\"unk_token\": \"<unk>\"", "unk_token"),
      ("\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"", "end_of_word_suffix"),
      (
        "\"continuing_subword_prefix\": null", "\"continuing_subword_prefix\": \"##\"",
        "continuing_subword_prefix"
      ),
      ("\"byte_fallback\": false", "\"byte_fallback\": true", "byte_fallback"),
      ("\"ignore_merges\": false", "\"ignore_merges\": true", "ignore_merges"),
      ("\"lstrip\": false", "\"lstrip\": true", "lstrip"),
      (
        "\"post_processor\": null", "\"post_processor\": {\"type\": \"TemplateProcessing\"}",
        "TemplateProcessing"
      ),
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
      ("\"Ġlow\": ", "\"Ġlow\": 1"), ("\"Ġlow\": ", "\"Ġlow\": -"), ("\"Ġlow\"", "\"猫\""),
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
        _ = try BPEVocabulary(tokenizerJSON: Array(bytes[..<count]))
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
    #expect(try Tokenizer(contentsOf: folder.path + "/encoder.json").vocabulary == vocabulary)
    folder.write(vocabulary.tokenizerJSON(), to: "tokenizer.json")
    #expect(try Tokenizer(contentsOf: folder.path).vocabulary == vocabulary)
    folder.write("#version: 0.2\na b c\n", to: "vocab.bpe")
    let path = folder.path + "/encoder.json"
    let error = #expect(throws: TokenizerError.self) { _ = try Tokenizer(contentsOf: path) }
    #expect(error?.place == folder.path + "/vocab.bpe:2")
  }
}
