import Text

/// What texts are cut into before the pieces are compared.
enum SegmentUnit: Sendable {
  /// Lines that are not blank, ended by U+000A.
  case line
  /// Runs of such lines, between blank ones.
  case block
  /// Sentences as `Sentences` finds them.
  case sentence
  /// The whole text, unless it is blank.
  case document
}

/// Where the segments of one text stand, in order and apart from each other.
///
/// Fill it again and again: storage is kept, nothing is allocated per segment.
struct SegmentList {
  /// Byte offset of each segment's first byte.
  private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each segment's last byte.
  private(set) var ends: ContiguousArray<Int32> = []
  private let unit: SegmentUnit
  private var lines = LineList()
  private var sentences = SentenceList()

  init(_ unit: SegmentUnit) { self.unit = unit }

  /// The number of segments.
  var count: Int { starts.count }

  subscript(index: Int) -> Range<Int> { Int(starts[index])..<Int(ends[index]) }

  /// Replaces the list by the segments of a text.
  mutating func fill(from text: Span<UInt8>) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    switch unit {
    case .line, .block: fillLines(from: text)
    case .sentence:
      sentences.fill(from: text)
      starts.append(contentsOf: sentences.starts)
      ends.append(contentsOf: sentences.ends)
    case .document:
      let range = text.withUnsafeBufferPointer { buffer -> Range<Int> in
        guard let bytes = buffer.baseAddress else { return 0..<0 }
        return TextTrimming.trimmed(bytes, from: 0, to: min(buffer.count, Int(Int32.max)))
      }
      guard !range.isEmpty else { return }
      starts.append(Int32(truncatingIfNeeded: range.lowerBound))
      ends.append(Int32(truncatingIfNeeded: range.upperBound))
    }
  }

  private mutating func fillLines(from text: Span<UInt8>) {
    lines.fill(from: text, convention: .lineFeed)
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      var joins = false
      for index in 0..<lines.count {
        let start = lines.starts[index]
        let end = lines.ends[index]
        let isBlank = TextTrimming.trimmed(bytes, from: Int(start), to: Int(end)).isEmpty
        if isBlank {
          joins = false
        } else if joins {
          ends[ends.count - 1] = end
        } else {
          starts.append(start)
          ends.append(end)
          joins = unit == .block
        }
      }
    }
  }
}
