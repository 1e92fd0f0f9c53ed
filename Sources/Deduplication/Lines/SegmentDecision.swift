// A decision about a document whose segments were compared, keyed by the document id:
//
//   size  content
//   4     index of a segment, or of the first of a span, that is cut; big-endian: records sort by it
//   8     the whole document goes: the value its rule measured, IEEE double, little-endian

import Pipelines

/// What happens to one segment of a document, or to all of it.
enum SegmentDecision: Equatable {
  case cut(index: Int)
  case drop(value: Double)

  /// Reads a payload; nil when it is not of this layout.
  init?(_ payload: [UInt8]) {
    if payload.count == 4, let index = payload.integer(at: 0, as: UInt32.self) {
      self = .cut(index: Int(index.byteSwapped))
    } else if payload.count == 8, let value = payload.integer(at: 0, as: UInt64.self) {
      self = .drop(value: Double(bitPattern: value))
    } else {
      return nil
    }
  }

  func write(about document: DocumentID, to decisions: SidecarWriter) throws {
    var payload: [UInt8] = []
    switch self {
    case .cut(let index): payload.appendInteger(UInt32(clamping: index).byteSwapped)
    case .drop(let value): payload.appendInteger(value.bitPattern)
    }
    try decisions.append(key: document.rawValue, document: document.rawValue, payload: payload.span)
  }
}
