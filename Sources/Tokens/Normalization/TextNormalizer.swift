/// Normalizes text as a tokenizer's file asks, step after step.
///
///     let normalizer = try TextNormalizer([.nfc])
///     var output: [UInt8] = []
///     let isChanged = normalizer.normalize(text, into: &output)
///
/// Text that a step leaves alone is not copied. Every step takes time and memory linear in the
/// text.
public final class TextNormalizer: Sendable {
  let passes: [any TextPass]

  /// Compiles steps.
  ///
  /// - Throws: `TokenizerError` for a broken character map or expression, and for an empty
  ///   literal to replace.
  public init(_ steps: [NormalizationStep]) throws(TokenizerError) {
    var passes: [any TextPass] = []
    for step in steps { passes += try Self.passes(of: step) }
    self.passes = passes
  }

  /// Replaces `output` by the normalized text and returns true, or returns false when nothing
  /// changes; then `output` is undefined and the text stands as it is.
  ///
  /// An expression that takes too many steps on this text replaces only its matches until then; the
  /// other form of this method tells.
  public func normalize(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    var failure: TokenizerError?
    return normalize(text, into: &output, failure: &failure)
  }

  /// Normalizes, and sets `failure` where an expression could not be matched to the end of the
  /// text.
  public func normalize(
    _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
    failure: inout TokenizerError?
  ) -> Bool {
    var hasChanged = false
    var current: [UInt8] = []
    for pass in passes {
      if !hasChanged {
        hasChanged = pass.apply(text, into: &output, failure: &failure)
      } else {
        swap(&current, &output)
        let changesAgain = current.withUnsafeBufferPointer {
          pass.apply($0, into: &output, failure: &failure)
        }
        if !changesAgain { swap(&current, &output) }
      }
    }
    return hasChanged
  }

  /// The normalized text, for callers with one text at a time.
  public func normalized(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    return text.withUnsafeBufferPointer { normalize($0, into: &output) } ? output : text
  }

  private static func passes(
    of step: NormalizationStep
  ) throws(TokenizerError) -> [any TextPass] {
    switch step {
    case .nfc: return [CanonicalForm(.nfc)]
    case .nfd: return [CanonicalForm(.nfd)]
    case .nfkc: return [CanonicalForm(.nfkc)]
    case .nfkd: return [CanonicalForm(.nfkd)]
    case .lowercase: return [Lowercasing()]
    case .stripAccents: return [ScalarCleaning(removed: TextProperty.mark, spaced: 0)]
    case .strip(let left, let right): return [Stripping(left: left, right: right)]
    case .replace(.literal(let literal), let content):
      guard !literal.isEmpty else {
        throw TokenizerError(.unsupported("the normalizer Replace with an empty pattern"))
      }
      return [LiteralReplacement(literal: literal, content: content)]
    case .replace(.expression(let expression), let content):
      return [
        ExpressionReplacement(expression: try RegularExpression(expression), content: content)
      ]
    case .prepend(let prefix): return prefix.isEmpty ? [] : [Prepending(prefix: prefix)]
    case .nmt: return [NMTCleaning()]
    case .precompiled(let bytes): return [try CharacterMap(bytes)]
    case .bert(let cleansText, let spacesChineseCharacters, let stripsAccents, let lowercases):
      var passes: [any TextPass] = []
      if cleansText {
        passes.append(
          ScalarCleaning(removed: TextProperty.control, spaced: TextProperty.whiteSpace))
      }
      if spacesChineseCharacters { passes.append(ChineseSpacing()) }
      if stripsAccents ?? lowercases {
        passes.append(CanonicalForm(.nfd))
        passes.append(ScalarCleaning(removed: TextProperty.nonspacingMark, spaced: 0))
      }
      if lowercases { passes.append(Lowercasing()) }
      return passes
    case .sentencePiece(let charsmap, let rules):
      return [try SentencePieceSpacing(charsmap: charsmap, rules)]
    }
  }
}
