// What one document asks a Bloom filter, keyed by its document id plus 1:
//
//   size     content
//   1…       per paragraph (or other unit): number of its elements (LEB128)
//   8 each   the elements, 64-bit hashes, little-endian
//
// Under key 0 stands, for each shard, the number of its elements (u64, little-endian).

import Pipelines

/// The elements of one document, paragraph by paragraph.
struct BloomObservation {
  private(set) var elements: ContiguousArray<UInt64> = []
  /// Behind each paragraph's last element.
  private(set) var ends: ContiguousArray<Int> = []

  /// The elements of each paragraph.
  var paragraphs: some Sequence<Range<Int>> {
    ends.indices.lazy.map { [ends] in ($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0] }
  }

  /// Replaces the elements by those of a payload; false when it is not of this layout.
  mutating func read(_ payload: [UInt8]) -> Bool {
    elements.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    return payload.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        guard let count = bytes.leb128(at: &offset), count <= UInt64((bytes.count - offset) / 8)
        else { return false }
        for _ in 0..<count {
          elements.append(
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
          offset += 8
        }
        ends.append(elements.count)
      }
      return true
    }
  }
}

/// Writes the observations of one shard.
public struct BloomObserver {
  private var payload: [UInt8] = []
  private var elements: UInt64 = 0

  mutating func begin() { payload.removeAll(keepingCapacity: true) }

  /// Adds a paragraph without elements: it is not compared.
  mutating func addEmpty() { payload.append(0) }

  /// Adds a paragraph of one element.
  mutating func add(_ element: UInt64) {
    payload.append(1)
    payload.appendInteger(element)
    elements += 1
  }

  /// Adds a paragraph.
  mutating func add(_ paragraph: ContiguousArray<UInt64>) {
    payload.appendLEB128(UInt64(paragraph.count))
    for element in paragraph { payload.appendInteger(element) }
    elements += UInt64(paragraph.count)
  }

  func finish(_ document: DocumentID, into observations: ObservationWriter) throws {
    try observations.sidecar.append(
      key: document.rawValue &+ 1, document: document.rawValue, payload: payload.span)
  }

  mutating func finishShard(into observations: ObservationWriter) throws {
    payload.removeAll(keepingCapacity: true)
    payload.appendInteger(elements)
    try observations.append(key: 0, document: DocumentID(rawValue: 0), payload: payload.span)
    observations.tally.add("elements", Int(clamping: elements))
  }
}
