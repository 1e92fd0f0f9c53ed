import Glibc

/// Merges the records of several sidecars whose keys lie in a range, in (key, document, payload) order.
///
/// Memory: a cursor per file; the files are mapped, not loaded.
public final class SidecarMerge {
  /// The next record of a file, in a heap of which the first is the least.
  private struct Head {
    var record: SidecarRecord
    var reader: Int
  }

  private let readers: [SidecarReader]
  // Accesses last no longer than a statement: checking them at run time would cost more than they do.
  @exclusivity(unchecked) private var heap: ContiguousArray<Head> = []
  @exclusivity(unchecked) private var isStarted = false
  /// Key of the current record.
  @exclusivity(unchecked) public private(set) var key: UInt64 = 0
  /// The current record's document field.
  @exclusivity(unchecked) public private(set) var document: UInt64 = 0
  /// The current record's payload; replaced by the next `advance()`.
  @exclusivity(unchecked) public private(set) var payload: [UInt8] = []

  /// - `paths`: finished sidecars.
  /// - `range`: keys wanted.
  ///
  /// Throws `SidecarError` for a file that is torn, changed or of another version; each block is checked
  /// before its first record is handed out.
  public init(paths: [String], range: KeyRange) throws {
    readers = try paths.map { try SidecarReader(opening: $0, range: range) }
    for index in readers.indices where try readers[index].advance() {
      heap.append(Head(record: readers[index].record, reader: index))
    }
    for parent in (0..<heap.count / 2).reversed() { siftDown(parent) }
  }

  /// Steps to the next record; false when there is none.
  public func advance() throws -> Bool {
    if isStarted, let first = heap.first {
      let reader = readers[first.reader]
      if try reader.advance() {
        heap[0].record = reader.record
      } else {
        let last = heap.removeLast()
        if !heap.isEmpty { heap[0] = last }
      }
      siftDown(0)
    }
    isStarted = true
    guard let record = heap.first?.record else { return false }
    key = record.key
    document = record.document
    if !payload.isEmpty { payload.removeAll(keepingCapacity: true) }
    if !record.payload.isEmpty { payload.append(contentsOf: record.payload) }
    return true
  }

  private func siftDown(_ start: Int) {
    heap.withUnsafeMutableBufferPointer { heap in
      guard start < heap.count else { return }
      let head = heap[start]
      var parent = start
      while true {
        var least = 2 * parent + 1
        guard least < heap.count else { break }
        if least + 1 < heap.count, Self.precedes(heap[least + 1], heap[least]) { least += 1 }
        guard Self.precedes(heap[least], head) else { break }
        heap[parent] = heap[least]
        parent = least
      }
      heap[parent] = head
    }
  }

  private static func precedes(_ left: Head, _ right: Head) -> Bool {
    let (first, second) = (left.record, right.record)
    if first.key != second.key { return first.key < second.key }
    if first.document != second.document { return first.document < second.document }
    let shared = min(first.payload.count, second.payload.count)
    if shared > 0, let one = first.payload.baseAddress, let other = second.payload.baseAddress {
      let order = memcmp(one, other, shared)
      if order != 0 { return order < 0 }
    }
    if first.payload.count != second.payload.count {
      return first.payload.count < second.payload.count
    }
    return left.reader < right.reader
  }
}
