/// The matches of a rule in one piece and the parts between them: adjacent, and covering the piece.
struct TextMatches {
  private struct Part {
    var start: Int
    var end: Int
    var isMatch: Bool
  }
  private var parts: [Part] = []
  private var end = 0

  mutating func removeAll() {
    parts.removeAll(keepingCapacity: true)
    end = 0
  }

  /// Adds a match, which starts at or after the end of the one before.
  @inline(__always)
  mutating func append(_ start: Int, _ end: Int) {
    if start > self.end { parts.append(Part(start: self.end, end: start, isMatch: false)) }
    parts.append(Part(start: start, end: end, isMatch: true))
    self.end = end
  }

  /// Cuts a piece as a behavior says and appends its parts that are not empty.
  mutating func cut(
    _ piece: TextPiece, _ behavior: SplitBehavior, isInverted: Bool, into pieces: inout [TextPiece]
  ) {
    let count = piece.end - piece.start
    if parts.isEmpty, behavior != .removed || !isInverted {
      pieces.append(piece)
      return
    }
    if end < count { parts.append(Part(start: end, end: count, isMatch: false)) }
    if behavior == .mergedWithNext { parts.reverse() }
    let firstOfPiece = pieces.count
    var previousIsMatch = false
    var isFirst = true
    for part in parts {
      let isMatch = part.isMatch != isInverted
      let joins =
        switch behavior {
        case .removed, .isolated: false
        case .contiguous: isMatch == previousIsMatch
        case .mergedWithPrevious, .mergedWithNext: isMatch && !previousIsMatch
        }
      previousIsMatch = isMatch
      if behavior == .removed, isMatch { continue }
      let start = piece.start + part.start
      let end = piece.start + part.end
      if joins, !isFirst {
        let last = pieces.count - 1
        pieces[last].start = min(pieces[last].start, start)
        pieces[last].end = max(pieces[last].end, end)
      } else {
        pieces.append(TextPiece(start: start, end: end, isTextStart: false))
      }
      isFirst = false
    }
    if behavior == .mergedWithNext { pieces[firstOfPiece...].reverse() }
    var kept = firstOfPiece
    for index in firstOfPiece..<pieces.count where pieces[index].start < pieces[index].end {
      pieces[kept] = pieces[index]
      pieces[kept].isTextStart = piece.isTextStart && pieces[index].start == piece.start
      kept += 1
    }
    if kept < pieces.count { pieces.removeLast(pieces.count - kept) }
  }
}
