/// Finds the matches of an expression in a text that comes part by part.
///
/// A match is settled when the engine has found it without looking at the end of what has come so
/// far, which is what its partial matching tells. Behind what is settled, as many characters stay as
/// the expression looks back.
struct ExpressionSearch {
  private let expression: RegularExpression
  private let state: StreamState
  private let scratch = ExpressionScratch()
  /// Bytes at the start of the next text that are there to be looked back at alone.
  private(set) var context = 0
  private var isAfterMatch = false

  init(_ expression: RegularExpression, _ state: StreamState) {
    self.expression = expression
    self.state = state
  }

  /// Calls `body` with the matches that are settled, in order.
  ///
  /// - Parameters:
  ///   - text: the context, and what comes after it.
  ///   - ends: whether nothing follows.
  ///   - body: takes the range of a match.
  /// - Returns: where what is settled ends, and how many bytes the next text begins behind.
  mutating func run(
    _ text: UnsafeBufferPointer<UInt8>, ends: Bool, _ body: (Range<Int>) -> Void
  ) -> (settled: Int, unused: Int) {
    guard !text.isEmpty else { return (0, 0) }
    var end = context
    do throws(TokenizerError) {
      end = try settle(text, ends, body)
    } catch {
      state.failure = error
    }
    if ends || state.failure != nil {
      (context, isAfterMatch) = (0, false)
      return (end, text.count)
    }
    let start = contextStart(of: text, before: end)
    context = end - start
    return (end, start)
  }

  /// Goes through a text in parts of a size that does not grow unless it must.
  private mutating func settle(
    _ text: UnsafeBufferPointer<UInt8>, _ ends: Bool, _ body: (Range<Int>) -> Void
  ) throws(TokenizerError) -> Int {
    var end = context
    var size = 2 * state.partBytes
    while state.failure == nil {
      let start = contextStart(of: text, before: end)
      var part = UnsafeBufferPointer(rebasing: text[start..<min(end + size, text.count)])
      let isLast = ends && start + part.count == text.count
      if !isLast {
        part = UnsafeBufferPointer(rebasing: part[..<ScalarText.completeEnd(of: part)])
      }
      var hasMatch = false
      let found = try expression.forEachSettledMatch(
        in: part, from: end - start, isAfterMatch: isAfterMatch, ends: isLast,
        textBytes: state.textBytes, shortens: size > 2 * state.partBytes, scratch
      ) { match in
        body(start + match.lowerBound..<start + match.upperBound)
        hasMatch = true
      }
      let settled = start + found.settled
      isAfterMatch = found.isAfterMatch
      if settled == text.count { return settled }
      if settled > end || hasMatch {
        size = 2 * state.partBytes
      } else {
        if end + size >= text.count { return end }
        size *= 2
      }
      end = settled
    }
    return end
  }

  private func contextStart(of text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
    var start = end
    for _ in 0..<expression.contextScalars where start > 0 {
      start = ScalarText.start(before: start, in: text)
    }
    return start
  }
}
