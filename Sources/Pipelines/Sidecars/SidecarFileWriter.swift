import Text

/// Writes records that already come in order, with index and footer.
final class SidecarFileWriter {
  private static let pendingBytes = 1 << 16
  private let file: FileWriter
  private var hasher = StreamingHash128()
  private var index: [(key: UInt64, offset: Int)] = []
  private var blockEnd = 0
  private var count = 0
  private var pending: [UInt8] = []

  init(creating path: String) throws {
    file = try FileWriter(creating: path)
    pending.reserveCapacity(Self.pendingBytes + 64)
    pending.appendInteger(SidecarFormat.magic)
    pending.appendInteger(SidecarFormat.version)
  }

  private var byteCount: Int { file.byteCount + pending.count }

  func append(key: UInt64, document: UInt64, payload: UnsafeBufferPointer<UInt8>) throws {
    if byteCount >= blockEnd {
      index.append((key, byteCount))
      blockEnd = byteCount + SidecarFormat.blockBytes
    }
    count += 1
    withUnsafeBytes(of: (key.littleEndian, document.littleEndian)) {
      pending.append(contentsOf: $0)
    }
    pending.appendLEB128(UInt64(payload.count))
    if !payload.isEmpty { pending.append(contentsOf: payload) }
    if pending.count >= Self.pendingBytes { try flush() }
  }

  func finish() throws {
    let indexOffset = byteCount
    for entry in index {
      pending.appendInteger(entry.key)
      pending.appendInteger(UInt64(entry.offset))
    }
    pending.appendInteger(UInt64(count))
    pending.appendInteger(UInt64(indexOffset))
    pending.appendInteger(UInt64(index.count))
    try flush()
    let checksum = hasher.finalized()
    pending.appendInteger(checksum.high)
    pending.appendInteger(checksum.low)
    pending.appendInteger(SidecarFormat.version)
    pending.appendInteger(SidecarFormat.endMagic)
    try file.write(pending)
    try file.close()
  }

  private func flush() throws {
    hasher.update(pending)
    try file.write(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
