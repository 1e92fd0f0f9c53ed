import Glibc
import Text

/// Collects records in any order and writes them as one sorted sidecar file.
///
/// Memory stays near `bufferBytes`: beyond that, sorted runs are spilled beside the file and merged at
/// the end. The file's bytes depend on the records alone, not on the buffer or the order of arrival.
public final class SidecarWriter {
  private struct Entry {
    var key: UInt64
    var document: UInt64
    var payloadStart: Int
    var payloadCount: Int
  }

  private let path: String
  private let bufferBytes: Int
  private var entries: ContiguousArray<Entry> = []
  private var payloads: [UInt8] = []
  private var runs: [String] = []
  /// Records appended so far.
  public private(set) var count = 0

  /// - Parameters:
  ///   - path: where the finished file is written.
  ///   - bufferBytes: memory for records before a run is spilled.
  public init(creating path: String, bufferBytes: Int = 64 << 20) {
    self.path = path
    self.bufferBytes = max(bufferBytes, 1 << 16)
  }

  /// Adds a record without payload.
  public func append(key: UInt64, document: UInt64) throws {
    try append(key: key, document: document, payload: Span<UInt8>())
  }

  /// Adds a record.
  public func append(key: UInt64, document: UInt64, payload: Span<UInt8>) throws {
    entries.append(
      Entry(key: key, document: document, payloadStart: payloads.count, payloadCount: payload.count)
    )
    if !payload.isEmpty { payload.withUnsafeBufferPointer { payloads.append(contentsOf: $0) } }
    count += 1
    if entries.count * MemoryLayout<Entry>.stride + payloads.count > bufferBytes { try spill() }
  }

  /// Sorts, merges what was spilled, and writes the file.
  package func finish() throws {
    if runs.isEmpty {
      try writeSorted(to: path)
      return
    }
    try spill()
    let merge = try SidecarMerge(paths: runs, range: .all)
    let file = try SidecarFileWriter(creating: path)
    while try merge.advance() {
      try file.append(key: merge.key, document: merge.document, payload: merge.payload.span)
    }
    try file.finish()
    for run in runs { unlink(run) }
    runs = []
  }

  private func spill() throws {
    let run = "\(path).run\(runs.count)"
    try writeSorted(to: run)
    runs.append(run)
    entries.removeAll(keepingCapacity: true)
    payloads.removeAll(keepingCapacity: true)
  }

  private func writeSorted(to path: String) throws {
    let file = try SidecarFileWriter(creating: path)
    try payloads.withUnsafeBufferPointer { bytes in
      entries.sort { left, right in
        if left.key != right.key { return left.key < right.key }
        if left.document != right.document { return left.document < right.document }
        return Self.precedes(left, right, bytes)
      }
      for entry in entries {
        let slice = UnsafeBufferPointer(
          rebasing: bytes[entry.payloadStart..<entry.payloadStart + entry.payloadCount])
        try file.append(key: entry.key, document: entry.document, payload: slice.span)
      }
    }
    try file.finish()
  }

  private static func precedes(
    _ left: Entry, _ right: Entry, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let shared = min(left.payloadCount, right.payloadCount)
    if shared > 0, let base = bytes.baseAddress {
      let order = memcmp(base + left.payloadStart, base + right.payloadStart, shared)
      if order != 0 { return order < 0 }
    }
    return left.payloadCount < right.payloadCount
  }
}

/// Writes records that already come in order, with index and footer.
final class SidecarFileWriter {
  private let file: FileWriter
  private var hasher = StreamingHash128()
  private var index: [(key: UInt64, offset: Int)] = []
  private var blockEnd = 0
  private var count = 0
  private var scratch: [UInt8] = []

  init(creating path: String) throws {
    file = try FileWriter(creating: path)
    scratch.reserveCapacity(64)
    try put { bytes in
      bytes.appendInteger(SidecarFormat.magic)
      bytes.appendInteger(SidecarFormat.version)
    }
  }

  func append(key: UInt64, document: UInt64, payload: Span<UInt8>) throws {
    if file.byteCount >= blockEnd {
      index.append((key, file.byteCount))
      blockEnd = file.byteCount + SidecarFormat.blockBytes
    }
    count += 1
    try put { bytes in
      bytes.appendInteger(key)
      bytes.appendInteger(document)
      bytes.appendLEB128(UInt64(payload.count))
      payload.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
  }

  func finish() throws {
    let indexOffset = file.byteCount
    for entry in index {
      try put { bytes in
        bytes.appendInteger(entry.key)
        bytes.appendInteger(UInt64(entry.offset))
      }
    }
    try put { bytes in
      bytes.appendInteger(UInt64(count))
      bytes.appendInteger(UInt64(indexOffset))
      bytes.appendInteger(UInt64(index.count))
    }
    let checksum = hasher.finalized()
    try put { bytes in
      bytes.appendInteger(checksum.high)
      bytes.appendInteger(checksum.low)
      bytes.appendInteger(SidecarFormat.version)
      bytes.appendInteger(SidecarFormat.endMagic)
    }
    try file.close(durable: false)
  }

  private func put(_ fill: (inout [UInt8]) -> Void) throws {
    scratch.removeAll(keepingCapacity: true)
    fill(&scratch)
    hasher.update(scratch)
    try file.write(scratch)
  }
}
