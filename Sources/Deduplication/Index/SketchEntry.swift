// What the observe table holds for a document of a stage with an index, and the index itself:
//
//   offset  size  content
//   0       s     the sketch (`ShingleSketch`)
//   s       n     the record's own id, UTF-8; nothing where it has none
//   -4      4     n u32, little-endian
//
// Example: a text of one shingle and the id "a7": 20 + 2 + 4 = 26 bytes.

import Pipelines

/// A sketch with the own id of its document's record behind it.
enum SketchEntry {
  /// Ids of more bytes are not kept; `source/shard:record` still names such documents.
  static let maximumIDBytes = 1024

  /// The bytes of an entry.
  static func bytes(sketch: [UInt8], id: [UInt8]) -> [UInt8] {
    let kept = id.count <= maximumIDBytes ? id : []
    var bytes = sketch
    bytes.reserveCapacity(sketch.count + kept.count + 4)
    bytes.append(contentsOf: kept)
    bytes.appendInteger(UInt32(kept.count))
    return bytes
  }

  /// Sketch and id of an entry; nil when the bytes are not one.
  static func parts(
    of bytes: UnsafeRawBufferPointer
  ) -> (sketch: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer)? {
    let end = bytes.count - 4
    guard end >= 0 else { return nil }
    let length = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
    guard length <= maximumIDBytes, length <= end else { return nil }
    let start = end - Int(length)
    return (
      UnsafeRawBufferPointer(rebasing: bytes[..<start]),
      UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    )
  }
}
