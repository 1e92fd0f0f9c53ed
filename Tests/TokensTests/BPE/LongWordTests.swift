import TestSupport
import Testing
import Tokens

/// Long words merged in windows against the same words merged whole.
@Suite struct LongWordTests {
  static let unsplitWindow = 1 << 30

  /// How the ranks of a random vocabulary go with how its tokens are made.
  enum Ranks: CaseIterable {
    /// Every merge ranks above those that make its tokens.
    case ordered
    /// Every way to make a token of two others has the token's rank, as in tiktoken.
    case everyWay
    /// Every way to make a token has a rank of its own, as in Llama 2.
    case everyWayApart
    case shuffled
  }

  /// A byte-level vocabulary over all bytes whose other tokens are made of a few letters.
  static func vocabulary(
    _ ranks: Ranks, letters: Int, merges count: Int, _ random: inout SplitMix64
  ) throws -> Tokenizer {
    var tokens = (UInt8.min...UInt8.max).map { [$0] }
    var merges: [TokenMerge] = []
    var known = Array(0..<letters).map { 97 + $0 }
    for _ in 0..<count {
      // Later tokens more often: long ones are what reaches far.
      let pick = { (random: inout SplitMix64) in
        known[
          max(
            Int.random(in: 0..<known.count, using: &random),
            Int.random(in: 0..<known.count, using: &random))]
      }
      let (left, right) = (pick(&random), pick(&random))
      let text = tokens[left] + tokens[right]
      if text.count > 40 { continue }
      let merged = tokens.firstIndex(of: text) ?? tokens.count
      if merged == tokens.count {
        tokens.append(text)
        known.append(merged)
      } else if ranks != .shuffled
        || merges.contains(where: { $0.left == left && $0.right == right })
      {
        continue
      }
      merges.append(
        TokenMerge(
          left: UInt32(left), right: UInt32(right), merged: UInt32(merged),
          rank: UInt32(merges.count)))
    }
    switch ranks {
    case .ordered: break
    case .shuffled:
      let order = Array(0..<merges.count).shuffled(using: &random)
      for index in merges.indices { merges[index].rank = UInt32(order[index]) }
      merges.sort { $0.rank < $1.rank }
    case .everyWay, .everyWayApart:
      merges = []
      for (id, token) in tokens.enumerated() where token.count > 1 {
        for cut in 1..<token.count {
          guard let left = tokens.firstIndex(of: Array(token[..<cut])),
            let right = tokens.firstIndex(of: Array(token[cut...]))
          else { continue }
          merges.append(
            TokenMerge(
              left: UInt32(left), right: UInt32(right), merged: UInt32(id),
              rank: UInt32(ranks == .everyWay ? id : merges.count)))
        }
      }
    }
    return try unsplit(TokenizerDefinition(byteLevel: tokens, merges: merges))
  }

  /// A tokenizer that takes every text for one word.
  static func unsplit(_ definition: TokenizerDefinition) throws -> Tokenizer {
    var definition = definition
    definition.splitting = []
    // Not every such definition has the form of a file.
    return try Tokenizer(definition, files: [TokenizerFile(name: "none", bytes: [])])
  }

  /// A text of the first letters: random, one letter, a period, or runs, with a disturbance or two.
  static func text(letters: Int, _ random: inout SplitMix64) -> [UInt8] {
    let count = Int.random(in: 256...1000, using: &random)
    let letter = { (random: inout SplitMix64) in
      UInt8(97 + Int.random(in: 0..<letters, using: &random))
    }
    var text: [UInt8] = []
    switch Int.random(in: 0..<4, using: &random) {
    case 0: while text.count < count { text.append(letter(&random)) }
    case 1: text = [UInt8](repeating: letter(&random), count: count)
    case 2:
      let period = (0..<Int.random(in: 2...9, using: &random)).map { _ in letter(&random) }
      while text.count < count { text += period }
    default:
      while text.count < count {
        text += [UInt8](repeating: letter(&random), count: Int.random(in: 1...90, using: &random))
      }
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      text[Int.random(in: text.indices, using: &random)] = letter(&random)
    }
    return text
  }

  @Test(
    "windows of any size give the ids of the whole word in random vocabularies",
    arguments: Ranks.allCases, UInt64(0)..<40)
  func windowsEqualWhole(ranks: Ranks, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = Int.random(in: 1...5, using: &random)
    let tokenizer = try Self.vocabulary(
      ranks, letters: letters, merges: Int.random(in: 2...60, using: &random), &random)
    for _ in 0..<5 {
      let text = Self.text(letters: letters, &random)
      let whole = try tokenizer.makeEncoder(window: Self.unsplitWindow).encode(text)
      for window in [1, 8, 13, 64, 300] {
        let ids = try tokenizer.makeEncoder(window: window).encode(text)
        if ids != whole {
          Issue.record("\(ranks), seed \(seed), window \(window): \(text.count) letters differ")
          return
        }
      }
    }
  }

  @Test("windows give the ids of the definition", arguments: UInt64(0)..<8)
  func windowsEqualDefinition(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let tokenizer = try Self.vocabulary(.ordered, letters: 2, merges: 30, &random)
    let text = Array(Self.text(letters: 2, &random).prefix(400))
    #expect(
      try Array(tokenizer.makeEncoder(window: 24).encode(text))
        == BPETokenizerTests.slowEncode(text, tokenizer.definition))
  }

  @Test("windows give the ids of the whole word in a trained vocabulary", arguments: UInt64(0)..<10)
  func trained(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let letters = Int.random(in: 1...4, using: &random)
    let lines = (0..<20).map { _ in
      String(decoding: Self.text(letters: letters, &random), as: UTF8.self)
    }
    let tokenizer = try Self.unsplit(SmallVocabulary.train(size: 500, lines: lines))
    for _ in 0..<5 {
      let text = Self.text(letters: letters, &random)
      let whole = try tokenizer.makeEncoder(window: Self.unsplitWindow).encode(text)
      for window in [8, 64] {
        #expect(try tokenizer.makeEncoder(window: window).encode(text) == whole)
      }
    }
  }

  @Test(
    "windows know the beginnings and ends of words and unknown characters",
    arguments: UInt64(0)..<40)
  func marked(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let prefix = seed % 4 < 2 ? "" : "##"
    let inside = { (text: String) in prefix + text }
    var merges = [
      ("a", inside("b"), "ab"), ("b", inside("a"), "ba"), ("ab", inside("a"), "aba"),
      ("a", inside("b."), "ab."), ("ba", inside("ab"), "baab"), ("ab", inside("a."), "aba."),
      ("a", inside("\u{E9}"), "a\u{E9}"), ("ba", inside("\u{E9}."), "ba\u{E9}."),
    ]
    if !prefix.isEmpty {
      // Some of the same inside of words, of other ranks.
      merges += merges.map { (prefix + $0.0, $0.1, prefix + $0.2) }
      merges.shuffle(using: &random)
    }
    var texts = ["?"]
    for unit in ["a", "b", "\u{E9}"] {
      texts += Set([unit, inside(unit), unit + ".", inside(unit + ".")]).sorted()
    }
    for merge in merges where !texts.contains(merge.2) { texts.append(merge.2) }
    let id = { (text: String) in UInt32(texts.firstIndex(of: text) ?? 0) }
    let rules = BytePairRules(
      merges: merges.enumerated().map { rank, merge in
        TokenMerge(
          left: id(merge.0), right: id(merge.1), merged: id(merge.2), rank: UInt32(rank))
      },
      units: .characters(byteFallback: false), unknownToken: 0, fusesUnknown: seed % 2 == 0,
      endOfWordSuffix: Array(".".utf8), continuingPrefix: Array(prefix.utf8))
    let tokenizer = try Self.unsplit(
      TokenizerDefinition(
        tokens: texts.map { Array($0.utf8) }, model: .bytePairs(rules), splitting: []))
    var text = Self.text(letters: 2, &random)
    for _ in 0..<10 {
      let place = Int.random(in: 0..<text.count - 40, using: &random)
      for offset in 0..<Int.random(in: 1...40, using: &random) { text[place + offset] = 0x7A }
    }
    var word = String(decoding: text, as: UTF8.self)
    for letter in ["ab", "ba"] {
      word = word.split(separator: letter, omittingEmptySubsequences: false).joined(
        separator: Bool.random(using: &random) ? letter : letter + "\u{E9}")
    }
    let whole = try tokenizer.makeEncoder(window: Self.unsplitWindow).encode(Array(word.utf8))
    for window in [1, 2, 8, 64] {
      let ids = try tokenizer.makeEncoder(window: window).encode(Array(word.utf8))
      #expect(ids == whole, "window \(window)")
    }
  }

  @Test(
    "windows give the ids of the whole text in published vocabularies",
    .enabled(if: SharedData.isAvailable),
    arguments: OddInputsTests.names + ["mistral-v1", "falcon", "clip"])
  func published(name: String) throws {
    let tokenizer = try Self.unsplit(OddInputsTests.tokenizer(name).definition)
    var texts = (UInt64(0)..<10).map { seed in
      (UInt64(0)..<20).flatMap { RandomTexts.any(seed: 20 * seed + $0) }
    }
    for unit in ["letters", "a", " ", "=", "ab", "\u{4E00}", "\u{1F600}", "the ", "\n\t", "0"] {
      texts.append(OddInputsTests.text(unit, count: 3000 / unit.utf8.count))
    }
    let encoder = tokenizer.makeEncoder(window: Self.unsplitWindow)
    let narrow = [8, 64, 1000].map { tokenizer.makeEncoder(window: $0) }
    for (index, text) in texts.enumerated() {
      let whole = try encoder.encode(text)
      for encoder in narrow {
        #expect(try encoder.encode(text) == whole, "\(name), text \(index)")
      }
    }
  }
}
