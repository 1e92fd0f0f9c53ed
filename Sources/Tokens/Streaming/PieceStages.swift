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
  private static let longestPart = 1 << 18

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
      // A piece that nothing could cut comes whole, however long.
      var start = 0
      while true {
        let rest = UnsafeBufferPointer(rebasing: text[start...])
        let ends = chunk.ends && rest.count <= Self.longestPart
        let part = UnsafeBufferPointer(rebasing: rest.prefix(Self.longestPart))
        let end = ends ? part.count : ScalarText.completeEnd(of: part)
        handOn(
          chunk.with(
            UnsafeBufferPointer(rebasing: part[..<end]), isStable: isStable, ends: ends))
        start += end
        if ends || rest.count <= Self.longestPart { return start }
      }
    }
  }

  private func handOn(_ part: TextChunk) {
    output.removeAll(keepingCapacity: true)
    guard rewrite(part.bytes, &output) else { return next.push(part) }
    output.withUnsafeBufferPointer {
      next.push(part.with($0, isStable: false, ends: part.ends))
    }
  }
}
