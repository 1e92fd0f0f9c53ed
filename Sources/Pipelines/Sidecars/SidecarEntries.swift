import Glibc

/// Records waiting to be sorted: fixed entries in one buffer, payloads in another.
///
/// Memory is 24 bytes and the payload for each record; sorting takes no more.
struct SidecarEntries {
  struct Entry {
    var key: UInt64
    var document: UInt64
    var payloadStart: UInt32
    var payloadCount: UInt32
  }

  private let pages: PageBuffer
  private let entries: UnsafeMutablePointer<Entry>
  private let capacity: Int
  private let maximumPayloadBytes: Int
  private var payloads: [UInt8] = []
  private var isSorted = true
  private(set) var count = 0

  /// `byteCount`: memory for entries and payloads together, at most 4 GiB are used.
  init(byteCount: Int) {
    let usable = min(byteCount, 4 << 30)
    capacity = usable / MemoryLayout<Entry>.stride
    maximumPayloadBytes = usable
    // Pages that are never touched cost nothing, so there is room for records without payloads.
    pages = PageBuffer(byteCount: capacity * MemoryLayout<Entry>.stride)
    entries = pages.start.bindMemory(to: Entry.self, capacity: capacity)
  }

  /// Whether entries and payloads fill their memory.
  var isFull: Bool {
    count == capacity || count * MemoryLayout<Entry>.stride + payloads.count >= maximumPayloadBytes
  }

  /// Adds a record; there must be room.
  mutating func append(key: UInt64, document: UInt64, payload: Span<UInt8>) {
    precondition(count < capacity, "sidecar entries are full")
    if count > 0, isSorted {
      let last = entries[count - 1]
      // Equal keys and documents are ordered by payloads, which is left to sorting.
      isSorted = (last.key, last.document) < (key, document)
    }
    entries[count] = Entry(
      key: key, document: document, payloadStart: UInt32(payloads.count),
      payloadCount: UInt32(payload.count))
    if !payload.isEmpty { payload.withUnsafeBufferPointer { payloads.append(contentsOf: $0) } }
    count += 1
  }

  mutating func removeAll() {
    count = 0
    isSorted = true
    payloads.removeAll(keepingCapacity: true)
  }

  /// Sorts by key, document and payload and calls `body` with each record.
  mutating func forEachSorted(
    _ body: (_ key: UInt64, _ document: UInt64, _ payload: UnsafeBufferPointer<UInt8>) throws ->
      Void
  ) rethrows {
    try payloads.withUnsafeBufferPointer { payloads in
      if !isSorted {
        Self.sort(UnsafeMutableBufferPointer(start: entries, count: count), keyByte: 7, payloads)
      }
      isSorted = true
      for index in 0..<count {
        let entry = entries[index]
        try body(entry.key, entry.document, Self.payload(of: entry, payloads))
      }
    }
  }

  private static func payload(
    of entry: Entry, _ payloads: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let start = Int(entry.payloadStart)
    return UnsafeBufferPointer(rebasing: payloads[start..<start + Int(entry.payloadCount)])
  }

  /// Sorts in place by one byte of the key after another, the highest first (McIlroy, Bostic and
  /// McIlroy 1993, "American flag sort"), and few entries by comparison.
  private static func sort(
    _ entries: UnsafeMutableBufferPointer<Entry>, keyByte: Int,
    _ payloads: UnsafeBufferPointer<UInt8>
  ) {
    guard entries.count > 24, keyByte >= 0 else {
      sortByComparison(entries, payloads)
      return
    }
    let shift = UInt64(8 * keyByte)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { places in
      // The next free place and the end of each byte's entries.
      let next = places.baseAddress.unsafelyUnwrapped
      let ends = next + 256
      next.update(repeating: 0, count: 512)
      for entry in entries { ends[Int(truncatingIfNeeded: entry.key >> shift & 0xFF)] &+= 1 }
      var end = 0
      for byte in 0..<256 {
        next[byte] = end
        end &+= ends[byte]
        ends[byte] = end
      }
      for byte in 0..<256 {
        while next[byte] < ends[byte] {
          var entry = entries[next[byte]]
          while true {
            let home = Int(truncatingIfNeeded: entry.key >> shift & 0xFF)
            if home == byte { break }
            swap(&entry, &entries[next[home]])
            next[home] &+= 1
          }
          entries[next[byte]] = entry
          next[byte] &+= 1
        }
      }
      var start = 0
      for byte in 0..<256 {
        let part = UnsafeMutableBufferPointer(rebasing: entries[start..<ends[byte]])
        if part.count > 1 { sort(part, keyByte: keyByte - 1, payloads) }
        start = ends[byte]
      }
    }
  }

  private static func sortByComparison(
    _ entries: UnsafeMutableBufferPointer<Entry>, _ payloads: UnsafeBufferPointer<UInt8>
  ) {
    guard entries.count <= 24 else {
      var rest = entries
      rest.sort { precedes($0, $1, payloads) }
      return
    }
    for index in entries.indices.dropFirst() {
      let entry = entries[index]
      var hole = index
      while hole > 0, precedes(entry, entries[hole &- 1], payloads) {
        entries[hole] = entries[hole &- 1]
        hole &-= 1
      }
      entries[hole] = entry
    }
  }

  private static func precedes(
    _ left: Entry, _ right: Entry, _ payloads: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    if left.key != right.key { return left.key < right.key }
    if left.document != right.document { return left.document < right.document }
    let shared = min(left.payloadCount, right.payloadCount)
    if shared > 0, let base = payloads.baseAddress {
      let order = memcmp(base + Int(left.payloadStart), base + Int(right.payloadStart), Int(shared))
      if order != 0 { return order < 0 }
    }
    return left.payloadCount < right.payloadCount
  }
}
