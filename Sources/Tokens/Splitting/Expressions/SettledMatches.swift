internal import CPCRE2

extension RegularExpression {
  /// How far a search has come, in characters.
  private struct Progress {
    var start: Int
    var lastEnd: Int
    var settled: Int
  }

  /// Calls `body` with the byte ranges of the matches that are the same whatever follows a text.
  ///
  /// - Parameters:
  ///   - text: what is known of a longer text; where more follows, whole characters.
  ///   - start: the byte at which the search begins; what lies before it is looked back at.
  ///   - isAfterMatch: whether a match ends at `start`.
  ///   - ends: whether nothing follows.
  ///   - textBytes: size of the longer text.
  ///   - shortens: whether long runs are cut short; then the search stops after one match.
  ///   - scratch: memory of the engine.
  ///   - body: takes the range of a match.
  /// - Returns: up to where all is settled, and whether a match ends there.
  /// - Throws: as `forEachMatch` does.
  func forEachSettledMatch(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, isAfterMatch: Bool, ends: Bool,
    textBytes: Int, shortens: Bool, _ scratch: ExpressionScratch, _ body: (Range<Int>) -> Void
  ) throws(TokenizerError) -> (settled: Int, isAfterMatch: Bool) {
    var before = 0
    var offset = 0
    while offset < start {
      offset += ScalarText.decode(text, at: offset).length
      before += 1
    }
    var progress = Progress(start: before, lastEnd: isAfterMatch ? before : -1, settled: before)
    let settled: Int
    if shortens, let runScalars {
      var shortened = ShortenedAtoms(text, atoms, runScalars: runScalars)
      let count = shortened.atoms.count
      let none = scratch.subject(forBytes: 0, of: max(count, textBytes))
      // A word of many megabytes may lie here that is not shorter: it is not copied once more.
      let found = try shortened.withAtoms { subject throws(TokenizerError) in
        try nextMatch(subject.baseAddress ?? none, count, &progress, ends, scratch)
      }
      var bytes = ByteOffsets(text, scalarCount: shortened.scalarCount)
      if let match = found {
        let lower = bytes.offset(ofScalar: shortened.scalar(at: match.lowerBound))
        body(lower..<bytes.offset(ofScalar: shortened.scalar(at: match.upperBound)))
      }
      settled = bytes.offset(ofScalar: shortened.scalar(at: progress.settled))
    } else {
      let subject = scratch.subject(forBytes: text.count, of: textBytes)
      let count = atoms.write(text, to: subject)
      var bytes = ByteOffsets(text, scalarCount: count)
      while let match = try nextMatch(subject, count, &progress, ends, scratch) {
        let lower = bytes.offset(ofScalar: match.lowerBound)
        body(lower..<bytes.offset(ofScalar: match.upperBound))
      }
      settled = bytes.offset(ofScalar: progress.settled)
    }
    return (settled, progress.settled == progress.lastEnd)
  }

  private func nextMatch(
    _ subject: UnsafeMutablePointer<UInt8>, _ count: Int, _ progress: inout Progress, _ ends: Bool,
    _ scratch: ExpressionScratch
  ) throws(TokenizerError) -> Range<Int>? {
    let options = ends ? 0 : UInt32(PCRE2_PARTIAL_HARD)
    while progress.start <= count {
      let found = try match(subject, count, from: progress.start, options, scratch)
      guard let found, ends || found.range.lowerBound < count else { break }
      if found.isPartial {
        progress.settled = max(found.range.lowerBound, progress.start)
        return nil
      }
      if found.range.isEmpty, found.range.upperBound == progress.lastEnd {
        progress.start += 1
        continue
      }
      progress.start = found.range.upperBound
      progress.lastEnd = found.range.upperBound
      progress.settled = found.range.upperBound
      return found.range
    }
    progress.settled = count
    return nil
  }
}
