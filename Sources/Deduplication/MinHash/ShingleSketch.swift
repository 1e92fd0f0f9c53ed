// What the observe table holds for a document:
//
//   offset  size  content (little-endian)
//   0       8     bytes of text u64
//   8       7     distinct shingles (by the upper half of their hashes)
//   15      1     ranks r u8
//   16      4 n   the n smallest distinct hashes, ascending u32; n = min(distinct shingles, sketch size)
//   …       8 r   ranks of the survivor order, each most significant byte first
//
// Example: a text of 9 bytes and one shingle: 20 bytes.

/// The distinct shingles of one document as stored in the table: all of them up to the sketch size, the
/// smallest ones beyond (a bottom-k sketch; Cohen and Kaplan 2007).
///
/// A view: valid as long as the bytes it was made from.
package struct ShingleSketch {
  static let headerBytes = 16
  /// Where the number of ranks stands.
  static let rankCountOffset = 15
  static let maximumShingles: UInt64 = 1 << 56 - 1

  private let bytes: UnsafeRawBufferPointer
  /// Bytes of the document's text.
  package let textBytes: Int
  /// The number of hashes in the sketch.
  package let count: Int
  /// The number of ranks stored with it.
  package let rankCount: Int
  /// Whether the sketch holds every distinct shingle of the document.
  package let isComplete: Bool

  /// Reads table bytes; nil when they are not a sketch.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.headerBytes, bytes.count % 4 == 0 else { return nil }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    let counts = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let distinct = counts & Self.maximumShingles
    rankCount = Int(counts >> 56)
    let hashBytes = bytes.count - Self.headerBytes - 8 * rankCount
    guard hashBytes >= 0, UInt64(hashBytes / 4) <= distinct else { return nil }
    count = hashBytes / 4
    textBytes = Int(clamping: length)
    isComplete = UInt64(count) == distinct
    self.bytes = bytes
  }

  /// A hash of the sketch, ascending with its index.
  @inline(__always)
  package subscript(index: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 16 &+ 4 &* index, as: UInt32.self))
  }

  /// A rank of the document, in the order of the survivor rules; below `rankCount`.
  package func rank(_ index: Int) -> UInt64 {
    let offset = Self.headerBytes + 4 * count + 8 * index
    return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The Jaccard similarity of two documents' shingle sets, or nil when it is below a minimum.
  ///
  /// Exact when both sketches are complete. Otherwise estimated from the `sketchSize` smallest hashes of
  /// the union, with standard error √(s(1 − s) / sketchSize): 0.006 at 0.8 with 4096. Costs a merge of
  /// the two lists that stops as soon as the minimum is out of reach. Documents without shingles are
  /// similar to nothing.
  package func similarity(
    to other: ShingleSketch, atLeast minimum: Double, sketchSize: Int
  ) -> Double? {
    guard count > 0, other.count > 0 else { return nil }
    let total = count + other.count
    let isExact = isComplete && other.isComplete
    // Of the two lists together, at most this many hashes may stand in one of them alone.
    let limit = isExact ? total : min(sketchSize, total)
    let unmatched =
      isExact
      ? Double(total) * (1 - minimum) / (1 + minimum) : Double(limit) * (1 - minimum)
    let maximumUnmatched = Int(unmatched) + 1
    var left = 0
    var right = 0
    var common = 0
    while left < count, right < other.count {
      if !isExact, left &+ right &- common >= limit { break }
      let first = self[left]
      let second = other[right]
      left &+= first <= second ? 1 : 0
      right &+= second <= first ? 1 : 0
      common &+= first == second ? 1 : 0
      if left &+ right &- 2 &* common > maximumUnmatched { return nil }
    }
    let union = isExact ? total - common : min(limit, total - common)
    let similarity = Double(common) / Double(union)
    return similarity >= minimum ? similarity : nil
  }
}
