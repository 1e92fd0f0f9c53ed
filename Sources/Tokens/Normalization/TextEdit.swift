/// One step of normalization.
protocol TextPass: Sendable {
  /// Replaces `output` by the changed text and returns true, or returns false when nothing changes;
  /// then `output` is undefined.
  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool

  /// How much of the beginning of a text is changed in the same way whatever follows it; what is
  /// left is changed as it would be alone. 0 where none is known to be.
  func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int

  /// Applies the pass; sets `failure` where the step could not be done to the end of this text.
  func apply(
    _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
    failure: inout TokenizerError?
  ) -> Bool
}

extension TextPass {
  /// For what looks at scalars one by one.
  func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int { ScalarText.completeEnd(of: text) }

  func apply(
    _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8],
    failure: inout TokenizerError?
  ) -> Bool { apply(text, into: &output) }
}

/// Text in which pieces are replaced from left to right.
///
/// What lies between them is copied in one go, and nothing is copied while nothing has changed.
struct TextEdit {
  let text: UnsafeBufferPointer<UInt8>
  private var copied = 0
  private(set) var hasChanged = false

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// Copies what precedes a piece and skips the piece; append what stands in its place.
  @inline(__always)
  mutating func replace(_ piece: Range<Int>, in output: inout [UInt8]) {
    if !hasChanged {
      hasChanged = true
      output.removeAll(keepingCapacity: true)
      output.reserveCapacity(text.count &+ text.count / 8)
    }
    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<piece.lowerBound]))
    copied = piece.upperBound
  }

  /// Copies what follows the last piece; returns whether anything was replaced.
  func finish(_ output: inout [UInt8]) -> Bool {
    if hasChanged { output.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...])) }
    return hasChanged
  }
}
