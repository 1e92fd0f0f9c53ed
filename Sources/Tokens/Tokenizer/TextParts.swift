/// How a long text is encoded part by part, so that no copy of all of it is made.
///
/// A text may be cut between an ASCII letter and a space with another letter after it where no step
/// of the tokenizer sees beyond: each normalizes the two sides by themselves, and the first that
/// cuts text into words cuts there too, or no tokens join there. Text that no step cuts may also be
/// cut between two letters that no tokens join. Other tokenizers, those that split
/// by an expression without a hand-written matcher above all, normalize and split each text whole.
struct TextParts: Sendable {
  /// Normalizes every part but the first.
  let continuing: TextNormalizer?
  /// Tells where a text may be cut between two letters; nil when nowhere.
  private let letterCuts: SafeCuts?

  /// Compiles a definition; nil where a text may not be cut.
  ///
  /// - Throws: as `TextNormalizer` does.
  init?(_ definition: TokenizerDefinition, _ model: Tokenizer.Model) throws(TokenizerError) {
    var steps: [NormalizationStep] = []
    for step in definition.normalization {
      switch step {
      case .strip, .replace(.expression, _): return nil
      case .replace(.literal(let literal), _):
        if literal.dropFirst().contains(UInt8(ascii: " ")) { return nil }
        steps.append(step)
      case .sentencePiece(let charsmap, var spaces):
        // Each character goes by itself only without a map, and without spaces that go.
        guard charsmap.isEmpty, !spaces.removesExtraSpaces,
          !spaces.userDefined.contains(where: { $0.contains(UInt8(ascii: " ")) })
        else { return nil }
        spaces.addsDummyPrefix = false
        steps.append(.sentencePiece(charsmap: charsmap, spaces))
      case .prepend: break
      default: steps.append(step)
      }
    }
    let normalizer = steps.isEmpty ? nil : try TextNormalizer(steps)
    continuing = normalizer
    let normalized = { (text: [UInt8]) in normalizer?.normalized(text) ?? text }
    let letters = Self.letters.map { normalized([$0]) }
    guard letters.allSatisfy({ $0.count == 1 && Self.isLetter($0[0]) }) else { return nil }
    let space = normalized([UInt8(ascii: " ")])
    let tokens = definition.addedTokens.filter(\.isNormalized)
    guard tokens.allSatisfy({ Self.isInside($0) }) else { return nil }
    if let first = definition.splitting.first {
      guard space == [UInt8(ascii: " ")], Self.cutsBeforeSpace(first) else { return nil }
      letterCuts = nil
    } else {
      guard case .bytePairs(let model) = model, model.wholeWords == nil, let cuts = model.cuts,
        !Self.joinsLetterAndSpace(definition, space)
      else { return nil }
      let isPlain = tokens.isEmpty && letters == Self.letters.map { [$0] }
      letterCuts = isPlain && !Self.replacesSeveralBytes(definition.normalization) ? cuts : nil
    }
  }

  /// Whether some merge joins a letter, at the end of a token, and what a space becomes.
  private static func joinsLetterAndSpace(
    _ definition: TokenizerDefinition, _ space: [UInt8]
  ) -> Bool {
    guard case .bytePairs(let rules) = definition.model, !space.isEmpty else { return true }
    let length =
      rules.units == .bytes
      ? 1 : space.withUnsafeBufferPointer { ScalarText.decode($0, at: 0).length }
    return rules.merges.contains { merge in
      definition.tokens[Int(merge.right)].starts(with: space.prefix(length))
        && definition.tokens[Int(merge.left)].last.map(isLetter) ?? true
    }
  }

  private static func replacesSeveralBytes(_ steps: [NormalizationStep]) -> Bool {
    steps.contains {
      if case .replace(.literal(let literal), _) = $0 { literal.count > 1 } else { false }
    }
  }

  private static let letters =
    Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  /// Whether an added token cannot reach over a cut.
  private static func isInside(_ token: AddedToken) -> Bool {
    !token.stripsLeft && !token.stripsRight && !token.isSingleWord
      && !zip(token.text, token.text.dropFirst()).contains {
        isLetter($0) && $1 == UInt8(ascii: " ")
      }
  }

  private static func cutsBeforeSpace(_ step: SplitStep) -> Bool {
    switch step {
    case .split(.expression(let expression), .isolated, isInverted: false):
      SplitPattern(expression: expression) != nil
    case .split(.literal(let literal), let behavior, isInverted: false):
      literal == [UInt8(ascii: " ")] && behavior != .mergedWithPrevious
    case .whitespace, .whitespaceSplit, .bert: true
    case .byteLevel(_, let splits), .metaspace(_, _, let splits): splits
    default: false
    }
  }

  /// Where the part that starts at an offset ends: at the first cut after `size` bytes, or with the
  /// text.
  func end(of text: UnsafeBufferPointer<UInt8>, from start: Int, size: Int) -> Int {
    guard text.count - start > size else { return text.count }
    var offset = start + max(size, 1)
    while offset + 1 < text.count {
      if Self.isLetter(text[offset - 1]) {
        if text[offset] == UInt8(ascii: " "), Self.isLetter(text[offset + 1]) { return offset }
        if let letterCuts, Self.isLetter(text[offset]),
          letterCuts.isSafe(between: text[offset - 1], and: text[offset])
        {
          return offset
        }
      }
      offset += 1
    }
    return text.count
  }
}
