import Text

/// Computes the keys by which the segments of texts are compared, with storage kept between texts.
struct SegmentKeys {
  private var segments: SegmentList
  private var folder: SegmentFolder
  private let minimumCharacters: Int
  private let spanLength: Int
  /// Keys of the sentences of the current text; only where spans are compared.
  private var parts: ContiguousArray<Hash128> = []

  /// - Parameters:
  ///   - unit: what texts are cut into.
  ///   - normalize: what does not count in a comparison.
  ///   - minimumCharacters: characters that a segment has at least to be compared.
  ///   - spanLength: consecutive segments that are compared together.
  init(
    _ unit: SegmentUnit, normalize: [SegmentNormalization], minimumCharacters: Int,
    spanLength: Int = 1
  ) {
    segments = SegmentList(unit)
    folder = SegmentFolder(normalize)
    self.minimumCharacters = minimumCharacters
    self.spanLength = spanLength
  }

  /// Calls `body` with each span of segments, in order: the index of its first segment and the span's
  /// key; nil when it is not compared, because it is too short or nothing is left of it.
  mutating func forEachSpan(
    of text: Span<UInt8>, _ body: (_ index: Int, _ key: Hash128?) throws -> Void
  ) rethrows {
    segments.fill(from: text)
    parts.removeAll(keepingCapacity: true)
    try text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      for index in 0..<segments.count {
        let key = key(of: segments[index], bytes)
        if spanLength == 1 {
          try body(index, key)
        } else {
          parts.append(key ?? Hash128(high: 0, low: 0))
        }
      }
    }
    guard parts.count >= spanLength else { return }
    try parts.withUnsafeBufferPointer { parts in
      for index in 0...parts.count - spanLength {
        var hasher = StreamingHash128(seed: UInt64(spanLength))
        hasher.update(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: parts[index..<index + spanLength])))
        try body(index, hasher.finalized())
      }
    }
  }

  private mutating func key(of range: Range<Int>, _ bytes: UnsafePointer<UInt8>) -> Hash128? {
    let inner = TextTrimming.trimmed(bytes, from: range.lowerBound, to: range.upperBound)
    if minimumCharacters > 1,
      ScalarCount.count(bytes + inner.lowerBound, inner.count) < minimumCharacters
    {
      return nil
    }
    return folder.key(of: inner, bytes)
  }
}
