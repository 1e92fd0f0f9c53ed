extension ScalarScanner {
  /// The end of the run of letters from `offset` on.
  @inline(__always)
  func endOfLetters(from offset: Int) -> Int {
    endOfRun(ofKind: SplitClass.letter, from: endOfASCIILetters(from: offset, inCapitals: true))
  }

  /// The end of the run of small and caseless letters and marks from `offset` on.
  @inline(__always)
  func endOfSmallLetters(from offset: Int) -> Int {
    let ascii = endOfASCIILetters(from: offset, inCapitals: false)
    return endOfRun(of: SplitClass.small, mask: SplitClass.small, from: ascii)
  }

  /// Where a run of ASCII letters ends, or a place in it with less than eight bytes to go.
  ///
  /// Eight bytes at a time: most words end in the first eight, so that no branch depends on their
  /// length, which is what a loop over bytes would spend half its time on.
  @inline(__always)
  private func endOfASCIILetters(from offset: Int, inCapitals: Bool) -> Int {
    let high: UInt64 = 0x8080_8080_8080_8080
    var offset = offset
    while offset &+ 8 <= count {
      let bytes = UInt64(
        littleEndian: UnsafeRawPointer(text + offset).loadUnaligned(as: UInt64.self))
      // Small letters in seven bits each, so that no sum reaches the next byte.
      let small = (inCapitals ? bytes | 0x2020_2020_2020_2020 : bytes) & ~high
      // The high bit of a byte says: at least a, and not above z, and ASCII.
      let atLeastA = small &+ 0x1F1F_1F1F_1F1F_1F1F
      let aboveZ = small &+ 0x0505_0505_0505_0505
      let others = ~(atLeastA & ~aboveZ & ~bytes) & high
      if others != 0 { return offset &+ others.trailingZeroBitCount >> 3 }
      offset &+= 8
    }
    return offset
  }
}
