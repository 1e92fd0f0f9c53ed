/// Where a step cuts.
enum CutRule: Sendable {
  /// At every scalar with one of these bits of `StepClass`.
  case scalars(UInt8)
  case literal([UInt8])
  /// At every run of word scalars and every run of others that are not white space.
  case words
  case pattern(SplitPattern)
  case expression(RegularExpression)

  init(_ pattern: TextPattern) throws(TokenizerError) {
    switch pattern {
    case .literal(let bytes): self = .literal(bytes)
    case .expression(let text):
      if let known = SplitPattern(expression: text) {
        self = .pattern(known)
      } else {
        self = .expression(try RegularExpression(text))
      }
    }
  }

  /// Cuts every piece of a text where the rule says, as a behavior says, and appends the parts.
  func cut(
    _ pieces: [TextPiece], of text: UnsafeBufferPointer<UInt8>, _ behavior: SplitBehavior,
    isInverted: Bool, _ matches: inout TextMatches, _ scratch: ExpressionScratch,
    into parts: inout [TextPiece]
  ) throws(TokenizerError) {
    // The kind of rule is told apart here, once: a text may have very many pieces.
    @inline(__always)
    func cutEach(
      _ find: (UnsafeBufferPointer<UInt8>, inout TextMatches) throws(TokenizerError) -> Void
    ) throws(TokenizerError) {
      for piece in pieces {
        matches.removeAll()
        try find(UnsafeBufferPointer(rebasing: text[piece.start..<piece.end]), &matches)
        matches.cut(piece, behavior, isInverted: isInverted, into: &parts)
      }
    }
    switch self {
    case .scalars(let mask):
      try cutEach { text, matches in
        Self.findScalars(mask, in: text) { matches.append($0.lowerBound, $0.upperBound) }
      }
    case .literal(let bytes):
      try cutEach { text, matches in
        Self.findLiteral(bytes, in: text) { matches.append($0.lowerBound, $0.upperBound) }
      }
    case .words:
      try cutEach { text, matches in
        _ = Self.findWords(in: text, ends: true) { matches.append($0.lowerBound, $0.upperBound) }
      }
    case .pattern(let pattern):
      try cutEach { text, matches in
        Self.findWords(of: pattern, in: text) { matches.append($0.lowerBound, $0.upperBound) }
      }
    case .expression(let expression):
      try cutEach { bytes, matches throws(TokenizerError) in
        try expression.forEachMatch(in: bytes, scratch) {
          matches.append($0.lowerBound, $0.upperBound)
        }
      }
    }
  }

  @inline(__always)
  static func findScalars(
    _ mask: UInt8, in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) {
    let classes = StepClass.table.values
    var offset = 0
    while offset < text.count {
      let (bits, length) = StepClass.scalar(in: text, at: offset, classes)
      if bits & mask != 0 { body(offset..<offset &+ length) }
      offset &+= length
    }
  }

  @inline(__always)
  static func findWords(
    of pattern: SplitPattern, in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) {
    guard let start = text.baseAddress else { return }
    let scanner = ScalarScanner(start, count: text.count)
    var offset = 0
    while offset < text.count {
      let end = scanner.wordEnd(of: pattern, from: offset)
      body(offset..<end)
      offset = end
    }
  }

  @inline(__always)
  static func findLiteral(
    _ bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) {
    guard let first = bytes.first else { return }
    var offset = 0
    while offset + bytes.count <= text.count {
      let end = offset + bytes.count
      if text[offset] == first, text[offset..<end].elementsEqual(bytes) {
        body(offset..<end)
        offset = end
      } else {
        offset += 1
      }
    }
  }

  /// Finds runs; unless the text ends, not the last one, and returns where that starts, or where the
  /// white space at the end does end.
  @inline(__always)
  static func findWords(
    in text: UnsafeBufferPointer<UInt8>, ends: Bool, _ body: (Range<Int>) -> Void
  ) -> Int {
    let mask = StepClass.word | StepClass.whiteSpace
    let classes = StepClass.table.values
    var start = 0
    var runBits = StepClass.whiteSpace
    var offset = 0
    while offset < text.count {
      let (found, length) = StepClass.scalar(in: text, at: offset, classes)
      if found & mask != runBits {
        if runBits != StepClass.whiteSpace { body(start..<offset) }
        start = offset
        runBits = found & mask
      }
      offset += length
    }
    if runBits == StepClass.whiteSpace { return offset }
    if ends { body(start..<offset) }
    return ends ? offset : start
  }
}
