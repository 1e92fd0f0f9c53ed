import TestSupport
import Testing
import Tokens

/// Texts encoded in parts of a few bytes against the same texts encoded whole, with random steps.
@Suite struct TextStreamTests {
  private static let expressions = [
    #"\s+"#, #"\p{L}+|\p{N}{1,3}|[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, #"(?=\p{Lu})"#, #"(?<=\d)"#,
    #"\b"#, #"a{2,}|b+?c|(?:ab)+"#, #"^\s*|\s*$"#, #"[^\r\n]*[\r\n]+"#, #"\p{M}*"#, #"x?"#,
    #" {2,}"#, #"(?<!\s)\s(?=\S)|\d{2}"#, #"(?>\w+)(?=\W|\z)"#, #"\A\p{L}|\p{L}\z"#,
    #"(?i:'s|'t|the)| ?\p{L}+"#, #"(?<=(?<=a)b)\w|a+(?=a)"#, #"\d{1,3}(?=(?:\d{3})*\b)"#,
    #"[^\p{L}\p{N}\r\n]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+|\p{N}"#,
  ]
  private static let literals = ["a", " ", "▁", "aa", "\r\n", "aba", "  ", "é"]
  private static let behaviors: [SplitBehavior] = [
    .removed, .isolated, .mergedWithPrevious, .mergedWithNext, .contiguous,
  ]
  private static let pieces = [
    "a", "b", "ab", "aba", "The", "x", "'s", "'S", "'", "I'm", "é", "e\u{301}", "\u{301}",
    "\u{323}\u{301}",
    "한", "\u{1112}\u{1161}\u{11AB}", "中文", "ﬁ", "①", "Ⅷ", "١٢", "42", "3.14", "1234567", "_", "-",
    "...",
    "👩\u{200D}👩", "🇩🇪", "क्ष", "\u{0600}", "\u{FEFF}", "\u{0}", "<s>", "[w]", "<x>", "▁", "▁▁", "Ω",
    "İ",
    "ſ", "/", "\u{200D}", "\u{AD}",
  ]
  private static let gaps = [
    "", "", " ", " ", " ", "  ", "     ", "\n", "\r\n", "\r", "\n\n", "\t", "\u{A0}", "\u{3000}",
    "\u{2028}",
  ]

  private struct Draw {
    var random: SplitMix64

    mutating func one<Element>(of elements: [Element]) -> Element {
      elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func isTrue() -> Bool { Bool.random(using: &random) }

    /// Words, marks, digits and symbols with gaps of all kinds, runs longer than a part, and bytes that
    /// are no text.
    mutating func text() -> [UInt8] {
      var text: [UInt8] = []
      let runs = Int.random(in: 0...3, using: &random)
      for _ in 0..<Int.random(in: 1...80, using: &random) {
        text += Array(one(of: TextStreamTests.pieces).utf8)
        text += Array(one(of: TextStreamTests.gaps).utf8)
        if isTrue(), isTrue(), isTrue() {
          text.append(UInt8.random(in: 0x80...0xFF, using: &random))
        }
      }
      for _ in 0..<runs {
        let unit = Array(one(of: TextStreamTests.pieces + [" ", "\n", "a", "A", "\u{3000}"]).utf8)
        let run = (0..<Int.random(in: 2...700, using: &random)).flatMap { _ in unit }
        text.insert(contentsOf: run, at: Int.random(in: 0...text.count, using: &random))
      }
      return text
    }

    mutating func pattern() -> TextPattern {
      if isTrue(), isTrue() { return .literal(Array(one(of: TextStreamTests.literals).utf8)) }
      let known: [SplitPattern] = [.gpt2, .o200k, .llama3, .qwen2]
      return .expression(one(of: TextStreamTests.expressions + known.map(\.expression)))
    }

    mutating func normalization() throws -> [NormalizationStep] {
      let mark = Array("▁".utf8)
      return try (0..<Int.random(in: 0...3, using: &random)).map { _ in
        let number = Int.random(in: 0..<14, using: &random)
        switch number {
        case 0: return .nfc
        case 1: return .nfd
        case 2: return .nfkc
        case 3: return .nfkd
        case 4: return .lowercase
        case 5: return .stripAccents
        case 6, 7: return .strip(left: isTrue(), right: isTrue())
        case 8: return .replace(pattern(), with: one(of: [mark, [0x20], [], Array("aé".utf8)]))
        case 9: return .prepend(mark)
        case 10: return .nmt
        case 11: return .precompiled(NormalizationSteps.leadByteMap)
        case 12:
          return .bert(
            cleansText: isTrue(), spacesChineseCharacters: isTrue(), stripsAccents: isTrue(),
            lowercases: isTrue())
        default:
          let spaces = SentencePieceSpaces(
            addsDummyPrefix: isTrue(), removesExtraSpaces: isTrue(),
            userDefined: isTrue() ? [] : ["▁▁", "ab"].map { Array($0.utf8) })
          let map = isTrue() ? NormalizationSteps.leadByteMap : []
          _ = try TextNormalizer([.sentencePiece(charsmap: map, spaces)])
          return .sentencePiece(charsmap: map, spaces)
        }
      }
    }

    mutating func splitting() -> [SplitStep] {
      var steps: [SplitStep] = []
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: steps.append(.digits(individually: isTrue()))
        case 1: steps.append(.punctuation(one(of: TextStreamTests.behaviors)))
        case 2: steps.append(.whitespace)
        case 3: steps.append(.whitespaceSplit)
        case 4: steps.append(.bert)
        case 5: steps.append(.characterDelimiter(Array(one(of: ["a", "é", " "]).utf8)))
        case 6:
          steps.append(
            .metaspace(
              replacement: Array("▁".utf8), prepend: one(of: [.first, .always, .never]),
              splits: isTrue()))
        default:
          steps.append(
            .split(pattern(), one(of: TextStreamTests.behaviors), isInverted: isTrue()))
        }
      }
      if isTrue() { steps.append(.byteLevel(addsPrefixSpace: isTrue(), splits: isTrue())) }
      if isTrue(), isTrue() { steps.append(.split(pattern(), .isolated, isInverted: false)) }
      return steps
    }

    mutating func addedTokens(from id: Int) -> [AddedToken] {
      ["<s>", "[w]", "<x>", "▁▁", "42"].enumerated().compactMap { index, text in
        guard isTrue() else { return nil }
        var token = AddedToken(
          text: Array(text.utf8), id: UInt32(id + index), isSpecial: isTrue() && isTrue())
        token.isNormalized = isTrue()
        token.isSingleWord = isTrue() && isTrue()
        token.stripsLeft = isTrue() && isTrue()
        token.stripsRight = isTrue() && isTrue()
        return token
      }
    }

    /// Bytes, marked ones for the inside and the end of words, pairs of letters, and the added tokens.
    mutating func tokenizer() throws -> Tokenizer {
      var tokens = (UInt8.min...UInt8.max).map { [$0] }
      let words = ["aa", "ab", "  ", "e\u{301}", "the", "▁a", "▁▁▁", "中文", "é", "▁", "aaaa", "x"]
      let characters = pieces.joined().unicodeScalars.map { Array(String($0).utf8) }
      for token in words.map({ Array($0.utf8) }) + characters where !tokens.contains(token) {
        tokens.append(token)
      }
      let count = tokens.count
      let added = addedTokens(from: count)
      tokens += ["<s>", "[w]", "<x>", "▁▁", "42"].map { Array($0.utf8) }
      var definition = TokenizerDefinition(
        tokens: tokens, model: .bytePairs(BytePairRules(merges: [])), addedTokens: added,
        normalization: try normalization(), splitting: splitting())
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        definition.model = .unigram(
          UnigramRules(
            scores: tokens.indices.map { -Double($0 % 7) - 1 }, unknownToken: 0, byteFallback: false
          ))
      case 1:
        definition.model = .wordPiece(
          WordPieceRules(unknownToken: 0, continuingPrefix: [], maximumCharacters: 20))
      default:
        var merges: [TokenMerge] = []
        for merged in 256..<count {
          for left in tokens.indices where tokens[merged].starts(with: tokens[left]) {
            let rest = Array(tokens[merged].dropFirst(tokens[left].count))
            guard let right = tokens[..<count].firstIndex(of: rest), left < count else { continue }
            merges.append(
              TokenMerge(
                left: UInt32(left), right: UInt32(right), merged: UInt32(merged),
                rank: UInt32(merges.count)))
          }
        }
        definition.model = .bytePairs(
          BytePairRules(merges: merges, takesWholeWords: isTrue() && isTrue()))
      }
      return try Tokenizer(
        definition, files: [TokenizerFile(name: "tokenizer.json", bytes: [])])
    }

    private var pieces: [String] { TextStreamTests.pieces }
  }

  @Test("random steps give the ids of the whole text in parts of any size", arguments: 0..<24)
  func randomSteps(group: Int) throws {
    for seed in UInt64(group * 10)..<UInt64(group * 10 + 10) {
      var draw = Draw(random: SplitMix64(seed: seed))
      let tokenizer: Tokenizer
      do {
        tokenizer = try draw.tokenizer()
      } catch let error as TokenizerError {
        // Some steps do not go together.
        guard case .unsupported = error.problem else { throw error }
        continue
      }
      let whole = tokenizer.makeEncoder(window: LongWordTests.unsplitWindow)
      let encoders = [1, 4, 40].map { tokenizer.makeEncoder(window: $0) }
      for _ in 0..<4 {
        let text = draw.text()
        let parses = draw.isTrue()
        let ids = try whole.encode(text, parsingAddedTokens: parses)
        for encoder in encoders {
          #expect(
            try encoder.encode(text, parsingAddedTokens: parses) == ids,
            "seed \(seed): \(tokenizer.definition.normalization) \(tokenizer.definition.splitting)")
        }
      }
    }
  }
}
