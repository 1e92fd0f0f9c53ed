import Pipelines
import Text

/// Applies the decisions about the segments of one shard's documents.
public struct SegmentApplier {
  /// What became of a document.
  enum Outcome: Equatable {
    case untouched
    /// Segments were cut out of the text; so many, and so many are left.
    case cut(removed: Int, remaining: Int)
    /// All of it goes, with the value that was measured.
    case drop(value: Double)
  }

  private let cursor: DecisionCursor
  private let inputs: [InputShard]
  private let spanLength: Int
  private var segments: SegmentList
  private var indexes: [Int] = []
  private var isCut: ContiguousArray<Bool> = []

  init(
    _ decisions: SidecarMerge, unit: SegmentUnit, spanLength: Int = 1, inputs: [InputShard]
  ) throws {
    cursor = try DecisionCursor(decisions)
    self.inputs = inputs
    self.spanLength = spanLength
    segments = SegmentList(unit)
  }

  /// Cuts out of the document what was decided; a text that would lose every segment is left as it is.
  mutating func apply(to document: inout Document) throws -> Outcome {
    indexes.removeAll(keepingCapacity: true)
    var dropped: Double?
    try cursor.forEachDecision(about: document.id) { payload in
      switch SegmentDecision(payload) {
      case .cut(let index): indexes.append(index)
      case .drop(let value): dropped = value
      case nil:
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: payload.count),
          document: inputs.printedIdentity(of: document.id))
      }
    }
    if let dropped { return .drop(value: dropped) }
    guard !indexes.isEmpty else { return .untouched }
    segments.fill(from: document.text.span)
    try mark(in: document.id)
    let removed = isCut.count { $0 }
    let remaining = segments.count - removed
    if remaining > 0 { document.replaceText(with: rest(of: document.text)) }
    return .cut(removed: removed, remaining: remaining)
  }

  private mutating func mark(in document: DocumentID) throws {
    isCut.removeAll(keepingCapacity: true)
    isCut.append(contentsOf: repeatElement(false, count: segments.count))
    for index in indexes {
      guard index <= segments.count - spanLength else {
        throw DeduplicationError(
          problem: .missingSegment(index: index, count: segments.count),
          document: inputs.printedIdentity(of: document))
      }
      for position in index..<index + spanLength { isCut[position] = true }
    }
  }

  /// The text without the marked segments: each goes with what stands between it and the next one; what
  /// stands behind the last one stays.
  private func rest(of text: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    rest.reserveCapacity(text.count)
    text.withUnsafeBufferPointer { bytes in
      func keep(_ range: Range<Int>) {
        rest.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
      }
      if isCut.first == false { keep(0..<segments[0].lowerBound) }
      let last = isCut.lastIndex(of: false)
      for index in 0..<segments.count where !isCut[index] {
        let segment = segments[index]
        keep(
          segment.lowerBound..<(index == last ? segment.upperBound : segments[index + 1].lowerBound)
        )
      }
      keep(segments[segments.count - 1].upperBound..<bytes.count)
    }
    return rest
  }
}
