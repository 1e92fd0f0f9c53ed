/// What a compiled step does to every piece of a text.
enum PieceStep: Sendable {
  case cut(CutRule, SplitBehavior, isInverted: Bool)
  /// Puts bytes in front of a piece that does not begin with them.
  case prepend([UInt8], onlyAtTextStart: Bool)
  case replaceSpaces([UInt8])
  /// Every byte becomes its printable character, which later steps see; `leaveByteAlphabet` ends
  /// it.
  case enterByteAlphabet
  case leaveByteAlphabet

  /// The pieces' steps of a tokenizer's steps.
  ///
  /// - Throws: `TokenizerError` that names what cannot be done.
  static func compile(_ steps: [SplitStep]) throws(TokenizerError) -> [PieceStep] {
    var result: [PieceStep] = []
    var isByteAlphabet = false
    for (index, step) in steps.enumerated() {
      switch step {
      case .byteLevel where isByteAlphabet:
        throw TokenizerError(.unsupported("two ByteLevel pre-tokenizers in a row"))
      case .metaspace where isByteAlphabet:
        throw TokenizerError(.unsupported("a Metaspace pre-tokenizer after ByteLevel"))
      default: result += try compile(step)
      }
      if case .byteLevel = step, index + 1 < steps.count {
        result.append(.enterByteAlphabet)
        isByteAlphabet = true
      }
    }
    return isByteAlphabet ? result + [.leaveByteAlphabet] : result
  }

  private static func compile(_ step: SplitStep) throws(TokenizerError) -> [PieceStep] {
    switch step {
    case .split(let pattern, let behavior, let isInverted):
      [.cut(try CutRule(pattern), behavior, isInverted: isInverted)]
    case .digits(let individually):
      [.cut(.scalars(StepClass.number), individually ? .isolated : .contiguous, isInverted: false)]
    case .punctuation(let behavior):
      [.cut(.scalars(StepClass.punctuation), behavior, isInverted: false)]
    case .whitespace: [.cut(.words, .removed, isInverted: true)]
    case .whitespaceSplit: [.cut(.scalars(StepClass.whiteSpace), .removed, isInverted: false)]
    case .bert:
      [
        .cut(.scalars(StepClass.whiteSpace), .removed, isInverted: false),
        .cut(.scalars(StepClass.punctuation), .isolated, isInverted: false),
      ]
    case .characterDelimiter(let scalar): [.cut(.literal(scalar), .removed, isInverted: false)]
    case .byteLevel(let addsPrefixSpace, let splits):
      (addsPrefixSpace ? [.prepend([UInt8(ascii: " ")], onlyAtTextStart: false)] : [])
        + (splits ? [.cut(.pattern(.gpt2), .isolated, isInverted: false)] : [])
    case .metaspace(let replacement, let prepend, let splits):
      [.replaceSpaces(replacement)]
        + (prepend == .never ? [] : [.prepend(replacement, onlyAtTextStart: prepend == .first)])
        + (splits ? [.cut(.literal(replacement), .mergedWithNext, isInverted: false)] : [])
    }
  }
}
