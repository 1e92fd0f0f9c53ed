/// Collects the bytes of one record, in memory that goes to the document with them.
///
/// A record of more than a piece gets room for the largest one at once: pages that are never touched
/// cost nothing, while growth step by step would hold a long record twice and leave its smaller
/// rooms behind in the heap.
package struct RecordBytes {
  /// What is allowed for at first; further room comes in steps of four times this.
  private static let largeBytes = 1 << 26

  package private(set) var bytes: [UInt8] = []
  private let maximumBytes: Int

  /// - Parameter maximumBytes: of a record; more can be collected.
  package init(maximumBytes: Int) {
    self.maximumBytes = min(maximumBytes, 1 << 48)
  }

  package var isEmpty: Bool { bytes.isEmpty }
  package var count: Int { bytes.count }

  package mutating func append(_ piece: UnsafeRawBufferPointer) {
    let needed = bytes.count + piece.count
    if needed > LineReader.pieceBytes, needed > bytes.capacity {
      let room = max(needed, bytes.capacity < Self.largeBytes ? Self.largeBytes : 4 * bytes.count)
      bytes.reserveCapacity(min(room, max(maximumBytes, needed) + LineReader.pieceBytes))
    }
    bytes.append(contentsOf: piece)
  }

  /// Appends bytes that come in memory of their own, which is used where they are the most.
  package mutating func append(_ owned: consuming [UInt8]) {
    guard owned.count > bytes.count else { return owned.withUnsafeBytes { append($0) } }
    owned.insert(contentsOf: bytes, at: 0)
    bytes = owned
  }

  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  package mutating func removeLast(_ count: Int) { bytes.removeLast(count) }

  /// Hands the bytes over and is empty afterwards.
  package mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  /// Forgets the bytes; keeps the room of records that are not large.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= 4 * LineReader.pieceBytes)
  }
}
