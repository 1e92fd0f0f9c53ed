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

  /// Adds the matches in a text that is not empty.
  func findMatches(
    in text: UnsafeBufferPointer<UInt8>, _ matches: inout TextMatches,
    _ scratch: ExpressionScratch
  ) throws(TokenizerError) {
    guard let start = text.baseAddress else { return }
    switch self {
    case .scalars(let mask):
      let classes = StepClass.table.values
      var offset = 0
      while offset < text.count {
        let (bits, length) = StepClass.scalar(in: text, at: offset, classes)
        if bits & mask != 0 { matches.append(offset, offset + length) }
        offset += length
      }
    case .literal(let bytes): Self.findLiteral(bytes, in: text, &matches)
    case .words: Self.findWords(in: text, &matches)
    case .pattern(let pattern):
      let scanner = ScalarScanner(start, count: text.count)
      var offset = 0
      while offset < text.count {
        let end = scanner.wordEnd(of: pattern, from: offset)
        matches.append(offset, end)
        offset = end
      }
    case .expression(let expression):
      try expression.forEachMatch(in: text, scratch) {
        matches.append($0.lowerBound, $0.upperBound)
      }
    }
  }

  private static func findLiteral(
    _ bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>, _ matches: inout TextMatches
  ) {
    guard let first = bytes.first else { return }
    var offset = 0
    while offset + bytes.count <= text.count {
      let end = offset + bytes.count
      if text[offset] == first, text[offset..<end].elementsEqual(bytes) {
        matches.append(offset, end)
        offset = end
      } else {
        offset += 1
      }
    }
  }

  private static func findWords(
    in text: UnsafeBufferPointer<UInt8>, _ matches: inout TextMatches
  ) {
    let mask = StepClass.word | StepClass.whiteSpace
    let classes = StepClass.table.values
    var start = 0
    var runBits = StepClass.whiteSpace
    var offset = 0
    while offset < text.count {
      let (found, length) = StepClass.scalar(in: text, at: offset, classes)
      if found & mask != runBits {
        if runBits != StepClass.whiteSpace { matches.append(start, offset) }
        start = offset
        runBits = found & mask
      }
      offset += length
    }
    if runBits != StepClass.whiteSpace { matches.append(start, offset) }
  }
}
