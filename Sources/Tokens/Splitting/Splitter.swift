/// Cuts text into the words that a tokenizer model sees one by one.
///
///     let splitter = try Splitter([.split(.expression(#"\p{L}+"#), .isolated, isInverted: false)])
///     splitter.forEachWord(in: text, isTextStart: true, scratch: &scratch) { word, count in … }
///
/// Known patterns run as hand-written matchers that look at each byte about once; everything else
/// is done step by step, as Hugging Face tokenizers does. A byte that is not part of well-formed
/// UTF-8 counts as a symbol, like U+FFFD.
public final class Splitter: Sendable {
  private enum Plan: Sendable {
    case whole
    case matcher(SplitPattern)
    case steps([PieceStep])
  }

  private let plan: Plan

  /// Compiles steps, each of which is applied to every piece of the one before; none: no cutting.
  ///
  /// - Throws: `TokenizerError` that names what an expression or a step uses and this cannot do.
  public init(_ steps: [SplitStep]) throws(TokenizerError) {
    var steps = steps
    // The byte alphabet changes no word at the end: words stay raw bytes.
    if steps.last == .byteLevel(addsPrefixSpace: false, splits: false) { steps.removeLast() }
    guard let first = steps.first else {
      plan = .whole
      return
    }
    if steps.count == 1, let pattern = Self.knownPattern(of: first) {
      plan = .matcher(pattern)
    } else {
      plan = .steps(try PieceStep.compile(steps))
    }
  }

  private static func knownPattern(of step: SplitStep) -> SplitPattern? {
    switch step {
    case .byteLevel(addsPrefixSpace: false, splits: true): .gpt2
    case .split(.expression(let expression), .isolated, isInverted: false):
      SplitPattern(expression: expression)
    default: nil
    }
  }

  /// The words of a known pattern.
  public convenience init(_ pattern: SplitPattern) { self.init(plan: .matcher(pattern)) }

  private init(plan: Plan) { self.plan = plan }

  /// Whether words lie in the text as it is, found one by one.
  var isDirect: Bool {
    if case .steps = plan { false } else { true }
  }

  /// All that is done, step by step.
  var steps: [PieceStep] {
    switch plan {
    case .whole: []
    case .matcher(let pattern): [.cut(.pattern(pattern), .isolated, isInverted: false)]
    case .steps(let steps): steps
    }
  }

  /// Calls `body` with every word of a text, in order.
  ///
  /// The words of a known pattern lie in the text; those of other steps may lie in `scratch`, where
  /// they stay until it is used again. Where an expression fails on this text, the words end early
  /// and `scratch.failure` says why.
  ///
  /// `text`: any bytes. `isTextStart`: whether the text begins the whole input, for
  /// `MetaspacePrepend.first`. `scratch`: reused buffers of one worker.
  @inline(__always)
  package func forEachWord(
    in text: UnsafeBufferPointer<UInt8>, isTextStart: Bool, scratch: inout SplitScratch,
    _ body: (UnsafePointer<UInt8>, Int) -> Void
  ) {
    scratch.failure = nil
    guard let start = text.baseAddress, !text.isEmpty else { return }
    switch plan {
    case .whole: body(start, text.count)
    case .matcher(let pattern):
      let scanner = ScalarScanner(start, count: text.count)
      var offset = 0
      while offset < text.count {
        let end = scanner.wordEnd(of: pattern, from: offset)
        body(start + offset, end &- offset)
        offset = end
      }
    case .steps(let steps):
      scratch.run(steps, on: text, isTextStart: isTextStart)
      scratch.forEachPiece(of: text, body)
    }
  }
}

extension ScalarScanner {
  @inline(__always)
  func wordEnd(of pattern: SplitPattern, from start: Int) -> Int {
    switch pattern {
    case .gpt2: gpt2WordEnd(from: start)
    case .cl100k: gpt4WordEnd(from: start, numberLength: 3, keepsTrailingRun: true)
    case .llama3: gpt4WordEnd(from: start, numberLength: 3, keepsTrailingRun: false)
    case .qwen2: gpt4WordEnd(from: start, numberLength: 1, keepsTrailingRun: false)
    case .o200k: o200kWordEnd(from: start)
    }
  }
}
