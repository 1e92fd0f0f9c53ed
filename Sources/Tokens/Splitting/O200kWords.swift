extension ScalarScanner {
  /// The end of the word of o200k's pattern at `start`.
  ///
  /// The pattern is `SplitPattern.o200k` (OpenAI, the released `tiktoken`). Its two alternatives of
  /// letters are one scan: a run of capitals and caseless letters, then a run of small ones. Where
  /// no small letter follows, the first alternative backs up to the last caseless scalar of the
  /// run, and only a run without one is left to the second.
  @inline(__always)
  func o200kWordEnd(from start: Int) -> Int {
    let (found, length) = scalar(at: start)
    let kind = found & SplitClass.kindMask
    if kind == SplitClass.number {
      return endOfNumber(from: start &+ length, more: 2)
    }
    let isMark = found & SplitClass.small != 0 && kind == SplitClass.other
    let hasPrefix = kind != SplitClass.letter && found & SplitClass.newline == 0
    let end = endOfCasedWord(from: hasPrefix ? start &+ length : start, startsAtMark: isMark)
    if end > 0 {
      guard end < count, text[end] == UInt8(ascii: "'") else { return end }
      return end &+ contractionLengthInAnyCase(at: end)
    }
    let slash = UInt8(ascii: "/")
    if kind == SplitClass.other { return endOfSymbols(from: start &+ length, slash: slash) }
    if text[start] == UInt8(ascii: " "), start &+ 1 < count {
      let (second, secondLength) = scalar(at: start &+ 1)
      if second & SplitClass.kindMask == SplitClass.other {
        return endOfSymbols(from: start &+ 1 &+ secondLength, slash: slash)
      }
    }
    return whiteSpaceWordEnd(from: start, .init(endsAtNewline: true, keepsTrailingRun: false))
  }

  /// The end of the letters and marks of a word, 0 when there are none.
  ///
  /// `startsAtMark`: whether the scalar before `offset`, taken as prefix, is a mark, which can also
  /// be a word by itself.
  @inline(__always)
  private func endOfCasedWord(from offset: Int, startsAtMark: Bool) -> Int {
    let both = SplitClass.capital | SplitClass.small
    var position = offset
    var caselessEnd = startsAtMark ? offset : 0
    while position < count {
      let (found, length) = scalar(at: position)
      guard found & SplitClass.capital != 0 else {
        guard found & SplitClass.small != 0 else { break }
        return endOfSmallLetters(from: position &+ length)
      }
      position &+= length
      if found & both == both { caselessEnd = position }
    }
    if caselessEnd > 0 { return caselessEnd }
    return position > offset ? position : 0
  }
}
