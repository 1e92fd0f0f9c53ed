// What observe writes for a document: key = high half of the 128-bit key, document field = its low half,
//
//   offset  size  content
//   0       8 r   ranks of the survivor order u64, most significant byte first
//   8 r     8     document id u64, most significant byte first
//
// so that equal documents stand together, the survivor first. And for a shard, with key and document field
// all ones, how many documents it has:
//
//   0       4     input ordinal u32, little-endian
//   4       8     documents observed u64, little-endian

import Pipelines

/// One observation of exact deduplication.
enum ExactRecord: Equatable {
  case document(DocumentID)
  case count(Int, ofInput: Int)

  /// Key and document field of counts.
  static let countKey = UInt64.max
  private static let countBytes = 12

  /// Reads a record; nil when it is not of this layout.
  init?(key: UInt64, _ payload: [UInt8], rankCount: Int) {
    if key == Self.countKey, payload.count == Self.countBytes,
      let input = payload.integer(at: 0, as: UInt32.self),
      let count = payload.integer(at: 4, as: UInt64.self), count <= 1 << 32
    {
      self = .count(Int(count), ofInput: Int(input))
      return
    }
    guard payload.count == 8 * rankCount + 8,
      let id = payload.integer(at: 8 * rankCount, as: UInt64.self)
    else { return nil }
    self = .document(DocumentID(rawValue: id.byteSwapped))
  }

  /// Appends what identifies a document to its ranks.
  static func append(_ document: DocumentID, to payload: inout [UInt8]) {
    payload.appendInteger(document.rawValue.byteSwapped)
  }

  /// Writes how many documents a shard has.
  static func writeCount(_ count: Int, ofInput input: Int, to sidecar: SidecarWriter) throws {
    var payload: [UInt8] = []
    payload.appendInteger(UInt32(clamping: input))
    payload.appendInteger(UInt64(count))
    try sidecar.append(key: countKey, document: countKey, payload: payload.span)
  }
}
