import TestSupport
import Testing
import Tokens

@Suite struct BPETokenizerTests {
  /// The definition of byte-pair encoding: merge the pair of lowest rank, leftmost first, one by one.
  static func slowEncode(_ word: [UInt8], _ vocabulary: TokenizerDefinition) -> [UInt32] {
    var ids = word.map { byte in UInt32(vocabulary.tokens.firstIndex(of: [byte]) ?? 0) }
    while true {
      var best: (rank: Int, place: Int)?
      for place in 0..<max(ids.count - 1, 0) {
        let rank = vocabulary.merges.firstIndex {
          $0.left == ids[place] && $0.right == ids[place + 1]
        }
        if let rank, rank < best?.rank ?? .max { best = (rank, place) }
      }
      guard let best else { return ids }
      ids.replaceSubrange(best.place...best.place + 1, with: [vocabulary.merges[best.rank].merged])
    }
  }

  @Test("short and long words merge as the definition says", arguments: UInt64(0)..<60)
  func encodingEqualsDefinition(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let tokenizer = try SmallVocabulary.tokenizer()
    let letters = Array("aabelnowthsrid".utf8)
    let word = (0..<Int.random(in: 1...120, using: &random)).map { _ in
      letters.randomElement(using: &random) ?? 0
    }
    let expected = Self.slowEncode(word, tokenizer.definition)
    let encoder = tokenizer.makeEncoder()
    #expect(try Array(encoder.encode(word)) == expected)
    #expect(try Array(encoder.encode(word)) == expected, "the second time from the cache")
  }

  @Test("decoding an encoding restores every byte", arguments: UInt64(0)..<200)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let tokenizer = try SmallVocabulary.tokenizer()
    let bytes = (0..<Int.random(in: 0...2000, using: &random)).map { _ in
      UInt8.random(in: 0...(seed % 2 == 0 ? 255 : 127), using: &random)
    }
    let ids = try tokenizer.makeEncoder().encode(bytes)
    #expect(try tokenizer.decode(ids.span) == bytes)
  }

  @Test("ids do not depend on what was encoded before")
  func cacheDecidesNothing() throws {
    let tokenizer = try SmallVocabulary.tokenizer()
    let used = tokenizer.makeEncoder()
    for line in SmallVocabulary.corpus { _ = try used.encode(Array(line.utf8)) }
    let text = Array("the lowest theme, aaaaaa 42 wider".utf8)
    #expect(try used.encode(text) == tokenizer.makeEncoder().encode(text))
  }

  @Test("text becomes a special token only when asked")
  func specialTokens() throws {
    let tokenizer = try SmallVocabulary.tokenizer()
    let end = try #require(tokenizer.endOfText)
    let text = Array("low<|endoftext|>low<|endoftext|><|endoftex".utf8)
    let encoder = tokenizer.makeEncoder()
    #expect(try !encoder.encode(text).contains(end))
    let parsed = try encoder.encode(text, parsingAddedTokens: true)
    #expect(parsed.filter { $0 == end }.count == 2)
    #expect(try tokenizer.decode(parsed.span) == text)
  }

  @Test("of added tokens at one place the longest is taken")
  func longestAddedToken() throws {
    let tokenizer = try Tokenizer(SmallVocabulary.train(special: ["<a>", "<a><b>", "<b>"]))
    let ids = try tokenizer.makeEncoder().encode(Array("<a><b><a>".utf8), parsingAddedTokens: true)
    #expect(Array(ids) == ["<a><b>", "<a>"].compactMap { tokenizer.id(ofAddedToken: $0) })
  }

  @Test("ids handed on in pieces are those of the whole text", arguments: [0, 1, 3, 40_000])
  func pieces(repetitions: Int) throws {
    let tokenizer = try SmallVocabulary.tokenizer()
    let line = Array("low<|endoftext|> there 42, ".utf8)
    let text = [UInt8]((0..<repetitions).flatMap { _ in line })
    let encoder = tokenizer.makeEncoder()
    let whole = try encoder.encode(text, parsingAddedTokens: true)
    var joined = ContiguousArray<UInt32>()
    var largest = 0
    try encoder.encode(text.span, parsingAddedTokens: true) { ids in
      #expect(!ids.isEmpty)
      joined.append(contentsOf: ids)
      largest = max(largest, ids.count)
    }
    #expect(joined == whole)
    #expect(largest < 30_000)
  }

  @Test("an error of whoever takes the ids ends the encoding")
  func failingTaker() throws {
    struct Refusal: Error {}
    let encoder = try SmallVocabulary.tokenizer().makeEncoder()
    let text = [UInt8](repeating: 0x37, count: 200_000)
    var calls = 0
    #expect(throws: Refusal.self) {
      try encoder.encode(text.span) { _ in
        calls += 1
        throw Refusal()
      }
    }
    #expect(calls == 1)
    #expect(try encoder.encode(text).count > 1, "the encoder is as before")
  }

  @Test("an id outside the vocabulary is an error that names it")
  func unknownID() throws {
    let tokenizer = try SmallVocabulary.tokenizer()
    #expect(
      throws: TokenizerError(.unknownTokenID(70_000, vocabularySize: tokenizer.vocabularySize))
    ) {
      _ = try tokenizer.decode(([5, 70_000] as [UInt32]).span)
    }
  }

  @Test("a word of a million bytes is encoded and restored")
  func longWord() throws {
    let tokenizer = try SmallVocabulary.tokenizer()
    let word = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let ids = try tokenizer.makeEncoder().encode(word)
    #expect(ids.count == 250_000)
    #expect(try tokenizer.decode(ids.span) == word)
  }

  @Test("the fingerprint tells vocabularies apart")
  func fingerprint() throws {
    let vocabulary = try SmallVocabulary.train()
    var other = vocabulary
    other.merges.swapAt(0, 1)
    #expect(vocabulary.fingerprint == (try SmallVocabulary.train()).fingerprint)
    #expect(vocabulary.fingerprint != other.fingerprint)
    other = vocabulary
    other.addedTokens[0].isSpecial = false
    #expect(vocabulary.fingerprint != other.fingerprint)
  }

  @Test("bytes without a token are told")
  func missingBytes() throws {
    var vocabulary = try SmallVocabulary.train()
    vocabulary.tokens[10] = []
    #expect(try Tokenizer(vocabulary).missingBytes == [UInt8(ascii: "+")])
  }

  @Test("a false merge is refused")
  func damagedVocabulary() throws {
    var vocabulary = try SmallVocabulary.train()
    vocabulary.merges[3].merged = 7
    #expect(throws: TokenizerError.self) { _ = try Tokenizer(vocabulary) }
    vocabulary = try SmallVocabulary.train()
    vocabulary.merges[0].right = .max
    #expect(throws: TokenizerError.self) { _ = try Tokenizer(vocabulary) }
  }
}
