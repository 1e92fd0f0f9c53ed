import Glibc

/// Merges the records of several sidecars whose keys lie in a range, in (key, document, payload) order.
///
/// Memory: a cursor per file; the files are mapped, not loaded.
public final class SidecarMerge {
  private var readers: [SidecarReader]
  private var heap: [Int] = []
  private var current: Int?
  /// Key of the current record.
  public private(set) var key: UInt64 = 0
  /// The current record's document field.
  public private(set) var document: UInt64 = 0
  /// The current record's payload; replaced by the next `advance()`.
  public private(set) var payload: [UInt8] = []

  /// - `paths`: finished sidecars.
  /// - `range`: keys wanted.
  /// - `verifying`: whether every file's checksum is computed before the first record is read.
  public init(paths: [String], range: KeyRange, verifying: Bool = false) throws {
    readers = try paths.map { try SidecarReader(opening: $0, range: range, verifying: verifying) }
    for index in readers.indices where try readers[index].advance() {
      heap.append(index)
      siftUp(heap.count - 1)
    }
  }

  /// Steps to the next record; false when there is none.
  public func advance() throws -> Bool {
    if let current {
      if try readers[current].advance() {
        heap[0] = current
      } else {
        let last = heap.removeLast()
        if !heap.isEmpty { heap[0] = last }
      }
      if !heap.isEmpty { siftDown(0) }
    }
    guard let first = heap.first else {
      current = nil
      return false
    }
    current = first
    key = readers[first].key
    document = readers[first].document
    payload.removeAll(keepingCapacity: true)
    payload.append(contentsOf: readers[first].payload)
    return true
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let first = readers[left]
    let second = readers[right]
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
    return left < right
  }

  private func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private func siftDown(_ start: Int) {
    var parent = start
    while true {
      var least = 2 * parent + 1
      guard least < heap.count else { return }
      if least + 1 < heap.count, precedes(heap[least + 1], heap[least]) { least += 1 }
      guard precedes(heap[least], heap[parent]) else { return }
      heap.swapAt(least, parent)
      parent = least
    }
  }
}
