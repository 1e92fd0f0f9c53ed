extension ScalarScanner {
  /// The end of the word at `start` of the patterns that follow GPT-4's.
  ///
  /// The pattern is `SplitPattern.cl100k` (OpenAI, the released `tiktoken`), where Llama 3 cuts
  /// white space at the end of a text otherwise and Qwen 2 takes each number by itself.
  /// `numberLength`: most scalars of a word of numbers. `keepsTrailingRun`: see `WhiteSpaceRule`.
  @inline(__always)
  func gpt4WordEnd(from start: Int, numberLength: Int, keepsTrailingRun: Bool) -> Int {
    if text[start] == UInt8(ascii: "'") {
      let length = contractionLengthInAnyCase(at: start)
      if length > 0 { return start &+ length }
    }
    let (found, length) = scalar(at: start)
    let kind = found & SplitClass.kindMask
    let next = start &+ length
    if kind == SplitClass.letter { return endOfLetters(from: next) }
    if kind == SplitClass.number { return endOfNumber(from: next, more: numberLength &- 1) }
    if next < count, found & SplitClass.newline == 0 {
      let (second, secondLength) = scalar(at: next)
      let secondKind = second & SplitClass.kindMask
      if secondKind == SplitClass.letter {
        return endOfLetters(from: next &+ secondLength)
      }
      if secondKind == SplitClass.other, text[start] == UInt8(ascii: " ") {
        return endOfSymbols(from: next &+ secondLength, slash: 0)
      }
    }
    if kind == SplitClass.other { return endOfSymbols(from: next, slash: 0) }
    return whiteSpaceWordEnd(
      from: start, .init(endsAtNewline: true, keepsTrailingRun: keepsTrailingRun))
  }

  /// The end of at most `more` numbers from `offset` on.
  @inline(__always)
  func endOfNumber(from offset: Int, more: Int) -> Int {
    var offset = offset
    for _ in 0..<more where offset < count {
      let (found, length) = scalar(at: offset)
      guard found & SplitClass.kindMask == SplitClass.number else { break }
      offset &+= length
    }
    return offset
  }

  /// The end of a run of "other" scalars and of the newlines after it, among which `slash` counts.
  @inline(__always)
  func endOfSymbols(from offset: Int, slash: UInt8) -> Int {
    var offset = endOfRun(ofKind: SplitClass.other, from: offset)
    while offset < count {
      let byte = text[offset]
      let isNewline = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
      guard isNewline || (slash != 0 && byte == slash) else { break }
      offset &+= 1
    }
    return offset
  }
}
