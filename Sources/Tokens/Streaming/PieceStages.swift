/// Puts bytes in front of a piece.
final class PrefixStage: TextStage {
  private let prefix: [UInt8]
  private let onlyAtTextStart: Bool
  private let unlessThere: Bool
  private let next: any TextStage
  private var window: TextWindow
  /// Whether the piece at hand has passed its beginning.
  private var isInside = false
  private var joined: [UInt8] = []

  /// `unlessThere`: whether a piece that begins with the bytes gets no more.
  init(
    _ prefix: [UInt8], onlyAtTextStart: Bool, unlessThere: Bool, _ next: any TextStage
  ) {
    self.prefix = prefix
    self.onlyAtTextStart = onlyAtTextStart
    self.unlessThere = unlessThere
    self.next = next
    window = TextWindow(partBytes: max(prefix.count, 1))
  }

  func push(_ chunk: TextChunk) {
    if isInside {
      isInside = !chunk.ends
      return next.push(chunk)
    }
    window.add(chunk) { text, isStable in
      guard text.count >= max(prefix.count, 1) || chunk.ends else { return 0 }
      isInside = !chunk.ends
      let isWanted = !text.isEmpty && (chunk.isTextStart || !onlyAtTextStart)
      let body = chunk.with(text, isStable: isStable, ends: chunk.ends)
      if !isWanted || unlessThere && text.starts(with: prefix) {
        next.push(body)
      } else if chunk.ends, text.count <= 4096 {
        joined.removeAll(keepingCapacity: true)
        joined += prefix
        joined += text
        joined.withUnsafeBufferPointer {
          next.push(chunk.with($0, isStable: false, ends: true))
        }
      } else {
        prefix.withUnsafeBufferPointer {
          next.push(chunk.with($0, isStable: false, ends: false))
        }
        next.push(body)
      }
      return text.count
    }
  }
}

/// Rewrites pieces character by character.
final class RewritingStage: TextStage {
  private let rewrite: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Bool
  private let next: any TextStage
  private var window: TextWindow
  private var output: [UInt8] = []

  /// `rewrite` appends what becomes of whole characters, or returns false where nothing changes.
  init(
    _ state: StreamState, _ next: any TextStage,
    _ rewrite: @escaping (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Bool
  ) {
    self.rewrite = rewrite
    self.next = next
    window = TextWindow(partBytes: state.partBytes)
  }

  func push(_ chunk: TextChunk) {
    window.add(chunk) { text, isStable in
      let end = chunk.ends ? text.count : ScalarText.completeEnd(of: text)
      let part = UnsafeBufferPointer(rebasing: text[..<end])
      output.removeAll(keepingCapacity: true)
      if rewrite(part, &output) {
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
