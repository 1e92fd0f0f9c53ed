/// Applies a pass to as much text as does not depend on what follows.
final class PassStage: TextStage {
  private let pass: any TextPass
  private let state: StreamState
  private let next: any TextStage
  private var window: TextWindow
  private var output: [UInt8] = []

  init(_ pass: any TextPass, _ state: StreamState, _ next: any TextStage) {
    self.pass = pass
    self.state = state
    self.next = next
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, isStable in
      let end = chunk.ends ? text.count : pass.cut(text)
      guard end > 0 || chunk.ends else { return 0 }
      let part = UnsafeBufferPointer(rebasing: text[..<end])
      if pass.apply(part, into: &output) {
        output.withUnsafeBufferPointer {
          next.push(chunk.with($0, isStable: false, ends: chunk.ends))
        }
      } else {
        next.push(chunk.with(part, isStable: isStable, ends: chunk.ends))
      }
      return end
    }
  }
}

/// Replaces the matches of an expression.
final class ReplacementStage: TextStage {
  private let content: [UInt8]
  private let state: StreamState
  private let next: any TextStage
  private var window: TextWindow
  private var search: ExpressionSearch
  private var output: [UInt8] = []

  init(_ pass: ExpressionReplacement, _ state: StreamState, _ next: any TextStage) {
    content = pass.content
    self.state = state
    self.next = next
    window = TextWindow(partBytes: state.partBytes)
    search = ExpressionSearch(pass.expression, state)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, isStable in
      output.removeAll(keepingCapacity: output.capacity <= 4 * state.partBytes)
      let start = search.context
      var end = start
      var hasChanged = false
      let done = search.run(text, ends: chunk.ends) { match in
        output += text[end..<match.lowerBound]
        output += content
        end = match.upperBound
        hasChanged = true
      }
      if hasChanged {
        output += text[end..<max(done.settled, end)]
        output.withUnsafeBufferPointer {
          next.push(chunk.with($0, isStable: false, ends: chunk.ends))
        }
      } else {
        let same = UnsafeBufferPointer(rebasing: text[start..<max(done.settled, start)])
        next.push(chunk.with(same, isStable: isStable, ends: chunk.ends))
      }
      return done.unused
    }
  }
}

/// Removes white space from the ends of text.
///
/// Where the text ends without it nobody knows before the last byte, so that is found out by a first
/// run through the stages before (`WhiteSpaceEnd`).
final class StrippingStage: TextStage {
  private let next: any TextStage
  private var window: TextWindow
  private var stripsLeft: Bool
  private let limit: Int
  private var position = 0

  /// `limit`: where in what comes the text ends.
  init(left: Bool, limit: Int, _ state: StreamState, _ next: any TextStage) {
    stripsLeft = left
    self.limit = limit
    self.next = next
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, isStable in
      let end = chunk.ends ? text.count : ScalarText.completeEnd(of: text)
      let whole = UnsafeBufferPointer(rebasing: text[..<end])
      var start = 0
      if stripsLeft {
        start = Stripping.startWithoutSpace(of: whole)
        stripsLeft = start == end
      }
      let stop = max(start, min(end, limit - position))
      position += end
      let part = UnsafeBufferPointer(rebasing: text[start..<stop])
      next.push(chunk.with(part, isStable: isStable, ends: chunk.ends))
      return end
    }
  }
}

/// Finds where a text ends but for white space.
final class WhiteSpaceEnd: TextStage {
  private var window: TextWindow
  private var position = 0
  private(set) var end = 0

  init(_ state: StreamState) { window = TextWindow(partBytes: state.partBytes) }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, _ in
      let count = chunk.ends ? text.count : ScalarText.completeEnd(of: text)
      let kept = Stripping.endWithoutSpace(of: UnsafeBufferPointer(rebasing: text[..<count]))
      if kept > 0 { end = position + kept }
      position += count
      return count
    }
  }
}

/// Does what the SentencePiece library does, spaces and all.
final class SentencePieceStage: TextStage {
  private let pass: SentencePieceSpacing
  private let next: any TextStage
  private var window: TextWindow
  private var line: SentencePieceSpacing.Line
  private var output: [UInt8] = []
  /// How many `▁` wait until it is known that they do not end the text.
  private var waiting = 0

  init(_ pass: SentencePieceSpacing, _ state: StreamState, _ next: any TextStage) {
    self.pass = pass
    self.next = next
    line = pass.makeLine()
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, _ in
      output.removeAll(keepingCapacity: true)
      let done = pass.append(text, ends: chunk.ends, &line, to: &output)
      let found = pass.removeTrailingMarks(&output)
      if output.isEmpty {
        waiting += found
      } else {
        pushMarks(chunk)
        waiting = found
      }
      output.withUnsafeBufferPointer {
        next.push(chunk.with($0, isStable: false, ends: chunk.ends))
      }
      return done
    }
  }

  private func pushMarks(_ chunk: TextChunk) {
    guard waiting > 0 else { return }
    let mark = Array("▁".utf8)
    let marks = (0..<min(waiting, 4096)).flatMap { _ in mark }
    while waiting > 0 {
      let count = min(waiting, 4096)
      marks.withUnsafeBufferPointer {
        let part = UnsafeBufferPointer(rebasing: $0[..<(3 * count)])
        next.push(chunk.with(part, isStable: false, ends: false))
      }
      waiting -= count
    }
  }
}
