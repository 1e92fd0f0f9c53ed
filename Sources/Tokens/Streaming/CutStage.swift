/// Cuts pieces where a rule says, as a behavior says.
final class CutStage: TextStage {
  private let rule: CutRule
  private let state: StreamState
  private var window: TextWindow
  private var parts: PartJoiner
  private var search: ExpressionSearch?

  init(
    _ rule: CutRule, _ behavior: SplitBehavior, isInverted: Bool, _ state: StreamState,
    _ next: any TextStage
  ) {
    self.rule = rule
    self.state = state
    window = TextWindow(partBytes: state.partBytes)
    parts = PartJoiner(behavior, isInverted: isInverted, next)
    if case .expression(let expression) = rule { search = ExpressionSearch(expression, state) }
  }

  func push(_ chunk: TextChunk) {
    guard state.failure == nil else { return }
    window.add(chunk) { text, isStable in
      let whole = chunk.with(text, isStable: isStable, ends: chunk.ends)
      let done = cut(whole)
      if chunk.ends { parts.finish(chunk) }
      return done
    }
  }

  /// Hands on the parts of what is settled and returns how many bytes are done with.
  private func cut(_ whole: TextChunk) -> Int {
    let text = whole.bytes
    var end = 0
    switch rule {
    case .scalars(let mask):
      let known = known(text, ends: whole.ends)
      CutRule.findScalars(mask, in: known) { parts.add(match: $0, after: &end, of: whole) }
      parts.add(rest: known.count, after: &end, of: whole)
    case .literal(let bytes):
      CutRule.findLiteral(bytes, in: text) { parts.add(match: $0, after: &end, of: whole) }
      let known = whole.ends ? text.count : text.count - bytes.count + 1
      parts.add(rest: known, after: &end, of: whole)
    case .words:
      let known = known(text, ends: whole.ends)
      let open = CutRule.findWords(in: known, ends: whole.ends) {
        parts.add(match: $0, after: &end, of: whole)
      }
      parts.add(rest: open, after: &end, of: whole)
    case .pattern(let pattern):
      let count = whole.ends ? text.count : ScalarScanner.lastSureBreak(in: text)
      let known = UnsafeBufferPointer(rebasing: text[..<count])
      CutRule.findWords(of: pattern, in: known) { parts.add(match: $0, after: &end, of: whole) }
    case .expression:
      end = search?.context ?? 0
      let done = search?.run(text, ends: whole.ends) {
        parts.add(match: $0, after: &end, of: whole)
      }
      guard let done else { return 0 }
      parts.add(rest: done.settled, after: &end, of: whole)
      return done.unused
    }
    return end
  }

  private func known(
    _ text: UnsafeBufferPointer<UInt8>, ends: Bool
  ) -> UnsafeBufferPointer<UInt8> {
    ends ? text : UnsafeBufferPointer(rebasing: text[..<ScalarText.completeEnd(of: text)])
  }
}

/// Makes pieces of the matches of a rule and the parts between them as they come.
///
/// What belongs to a piece is handed on at once; where a piece ends, as soon as that is known.
struct PartJoiner {
  private let behavior: SplitBehavior
  private let isInverted: Bool
  private let next: any TextStage
  /// Whether the part before is one to cut at; nil at the start of a piece.
  private var previousIsMatch: Bool?
  /// Whether the part before lies between matches and may go on.
  private var isOpenPart = false
  /// Whether a piece has been begun and not ended.
  private var isOpenPiece = false
  private var isAtStart = true
  /// Whether the piece at hand begins the whole input.
  private var isTextStart = false

  init(_ behavior: SplitBehavior, isInverted: Bool, _ next: any TextStage) {
    self.behavior = behavior
    self.isInverted = isInverted
    self.next = next
  }

  /// Adds a match, and what lies between the part before, which has ended at `end`, and it.
  mutating func add(match: Range<Int>, after end: inout Int, of whole: TextChunk) {
    if match.lowerBound > end {
      addPart(end..<match.lowerBound, of: whole, isMatch: false, isComplete: true)
    }
    addPart(match, of: whole, isMatch: true, isComplete: true)
    end = match.upperBound
  }

  /// Adds what lies between the part before, which has ended at `end`, and a place that need not be
  /// the start of a match.
  mutating func add(rest limit: Int, after end: inout Int, of whole: TextChunk) {
    guard limit > end else { return }
    addPart(end..<limit, of: whole, isMatch: false, isComplete: false)
    end = limit
  }

  /// Ends the piece that is cut.
  mutating func finish(_ chunk: TextChunk) {
    endPiece(chunk)
    previousIsMatch = nil
    isOpenPart = false
    isAtStart = true
  }

  @inline(__always)
  private mutating func addPart(
    _ part: Range<Int>, of whole: TextChunk, isMatch found: Bool, isComplete: Bool
  ) {
    let isMatch = found != isInverted
    let continues = isOpenPart && !found
    isOpenPart = !isComplete
    if !continues {
      if !joins(isMatch) { endPiece(whole) }
      previousIsMatch = isMatch
    }
    defer { isAtStart = isAtStart && part.isEmpty }
    if part.isEmpty || behavior == .removed && isMatch { return }
    if !isOpenPiece { isTextStart = whole.isTextStart && isAtStart }
    let ends = isComplete && (behavior == .removed || behavior == .isolated)
    isOpenPiece = !ends
    next.push(
      TextChunk(
        bytes: UnsafeBufferPointer(rebasing: whole.bytes[part]), isStable: whole.isStable,
        ends: ends, isTextStart: isTextStart))
  }

  /// Whether a part that follows another one belongs to the same piece.
  @inline(__always)
  private func joins(_ isMatch: Bool) -> Bool {
    guard let previousIsMatch else { return false }
    switch behavior {
    case .removed, .isolated: return false
    case .contiguous: return isMatch == previousIsMatch
    case .mergedWithPrevious: return isMatch && !previousIsMatch
    case .mergedWithNext: return !isMatch && previousIsMatch
    }
  }

  private mutating func endPiece(_ chunk: TextChunk) {
    guard isOpenPiece else { return }
    isOpenPiece = false
    next.push(
      TextChunk(
        bytes: UnsafeBufferPointer(start: nil, count: 0), isStable: true, ends: true,
        isTextStart: isTextStart))
  }
}
