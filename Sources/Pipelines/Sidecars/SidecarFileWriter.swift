import Text

/// Writes records that already come in order, with index and footer.
package final class SidecarFileWriter {
  private let file: FileWriter
  private var index: [UInt8] = []
  // Accesses last no longer than a statement: checking them at run time would cost more than they do.
  @exclusivity(unchecked) private var count = 0
  /// The current block, and the key of its first record.
  @exclusivity(unchecked) private var block: [UInt8] = []
  @exclusivity(unchecked) private var blockKey: UInt64 = 0

  package init(creating path: String) throws {
    file = try FileWriter(creating: path)
    block.reserveCapacity(SidecarFormat.blockBytes + 64)
    var header: [UInt8] = []
    header.appendInteger(SidecarFormat.magic)
    header.appendInteger(SidecarFormat.version)
    try file.write(header)
  }

  /// Adds the next record in (key, document, payload) order.
  package func append(
    key: UInt64, document: UInt64, payload: UnsafeBufferPointer<UInt8>
  ) throws {
    if block.isEmpty { blockKey = key }
    count += 1
    withUnsafeBytes(of: (key.littleEndian, document.littleEndian)) {
      block.append(contentsOf: $0)
    }
    block.appendLEB128(UInt64(payload.count))
    if !payload.isEmpty { block.append(contentsOf: payload) }
    if block.count >= SidecarFormat.blockBytes { try endBlock() }
  }

  /// Writes index and footer.
  package func finish() throws {
    if !block.isEmpty { try endBlock() }
    var footer = index
    let entries = index.count / SidecarFormat.indexEntryBytes
    footer.appendInteger(UInt64(count))
    footer.appendInteger(UInt64(file.byteCount))
    footer.appendInteger(UInt64(entries))
    let checksum = StableHash.hash128(footer.span)
    footer.appendInteger(checksum.high)
    footer.appendInteger(checksum.low)
    footer.appendInteger(SidecarFormat.version)
    footer.appendInteger(SidecarFormat.endMagic)
    try file.write(footer)
    try file.close()
  }

  private func endBlock() throws {
    index.appendInteger(blockKey)
    index.appendInteger(UInt64(file.byteCount))
    index.appendInteger(StableHash.checksum64(block.span))
    try file.write(block)
    block.removeAll(keepingCapacity: true)
  }
}
