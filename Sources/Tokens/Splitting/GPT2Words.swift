extension ScalarScanner {
  /// The end of the word of GPT-2's pattern at `start`.
  ///
  /// Source: Radford et al. 2019, the released `encoder.py`; the pattern is `SplitPattern.gpt2`.
  @inline(__always)
  func gpt2WordEnd(from start: Int) -> Int {
    if text[start] == UInt8(ascii: "'") {
      let length = contractionLength(at: start)
      if length > 0 { return start &+ length }
    }
    let hasSpace = text[start] == UInt8(ascii: " ") && start &+ 1 < count
    let position = hasSpace ? start &+ 1 : start
    let (found, length) = scalar(at: position)
    let kind = found & SplitClass.kindMask
    if kind == SplitClass.letter { return endOfLetters(from: position &+ length) }
    guard kind != SplitClass.whiteSpace else {
      return whiteSpaceWordEnd(from: start, .init(endsAtNewline: false, keepsTrailingRun: false))
    }
    return endOfRun(ofKind: kind, from: position &+ length)
  }
}
