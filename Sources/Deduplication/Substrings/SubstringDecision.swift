// A decision about a range of repeated words, keyed by the document's id:
//
//   offset  size  content
//   0       4     first word of the range, u32 big-endian: records sort by place
//   4       4     word behind the range, u32 big-endian
//   8       8     id of the document in which words of the range stood first, u64 little-endian

import Pipelines

/// Words of one document that repeat earlier ones.
struct SubstringDecision: Equatable {
  /// Places of the words in the document.
  var words: Range<Int>
  /// The document that had a window of them first; it may be the same one.
  var original: DocumentID

  init(words: Range<Int>, original: DocumentID) {
    self.words = words
    self.original = original
  }

  /// Reads a payload; nil when it is not of this layout.
  init?(_ payload: [UInt8]) {
    guard payload.count == 16, let first = payload.integer(at: 0, as: UInt32.self),
      let end = payload.integer(at: 4, as: UInt32.self),
      let original = payload.integer(at: 8, as: UInt64.self),
      first.byteSwapped < end.byteSwapped
    else { return nil }
    words = Int(first.byteSwapped)..<Int(end.byteSwapped)
    self.original = DocumentID(rawValue: original)
  }

  func write(about document: UInt64, to decisions: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.reserveCapacity(16)
    payload.appendInteger(UInt32(truncatingIfNeeded: words.lowerBound).byteSwapped)
    payload.appendInteger(UInt32(truncatingIfNeeded: words.upperBound).byteSwapped)
    payload.appendInteger(original.rawValue)
    try decisions.append(key: document, document: document, payload: payload.span)
  }
}
