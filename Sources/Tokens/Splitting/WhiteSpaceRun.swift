extension ScalarScanner {
  /// How a known pattern cuts a run of white space.
  struct WhiteSpaceRule {
    /// `\s*[\r\n]+`: what comes up to the last newline of the run is a word.
    var endsAtNewline: Bool
    /// `\s++$`: a run that ends the text is one word, newlines or not.
    var keepsTrailingRun: Bool
  }

  /// The end of the word of white space at `start`; the run's last scalar is left to a word after
  /// it.
  @inline(__always)
  func whiteSpaceWordEnd(from start: Int, _ rule: WhiteSpaceRule) -> Int {
    var offset = start
    var lastScalar = start
    var newlineEnd = start
    while offset < count {
      let (found, length) = scalar(at: offset)
      guard found & SplitClass.kindMask == SplitClass.whiteSpace else { break }
      lastScalar = offset
      offset &+= length
      if found & SplitClass.newline != 0 { newlineEnd = offset }
    }
    if rule.keepsTrailingRun, offset == count { return offset }
    if rule.endsAtNewline, newlineEnd > start { return newlineEnd }
    return offset < count && lastScalar > start ? lastScalar : offset
  }
}
