/// Where the sentences of one text stand, as `Sentences` finds them; white space between them belongs to
/// none.
///
/// Fill it again and again: storage is kept, nothing is allocated per sentence.
public struct SentenceList: Sendable {
  /// Byte offset of each sentence's first byte.
  public private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each sentence's last byte.
  public private(set) var ends: ContiguousArray<Int32> = []

  public init() {}

  /// The number of sentences.
  public var count: Int { starts.count }

  /// Replaces the list by the sentences of a text.
  ///
  /// - Parameter text: valid UTF-8; only its first 2^31 - 1 bytes are seen, far above any record limit.
  public mutating func fill(from text: Span<UInt8>) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      let whole = TextTrimming.trimmed(bytes, from: 0, to: min(buffer.count, Int(Int32.max)))
      guard !whole.isEmpty else { return }
      starts.append(Int32(truncatingIfNeeded: whole.lowerBound))
      let walk = SentenceWalk(bytes: bytes, start: whole.lowerBound, end: whole.upperBound)
      walk.forEachBreak { behind, next in
        ends.append(Int32(truncatingIfNeeded: behind))
        starts.append(Int32(truncatingIfNeeded: next))
      }
      ends.append(Int32(truncatingIfNeeded: whole.upperBound))
    }
  }
}
