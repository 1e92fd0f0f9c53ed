import Pipelines
package import Text

/// Writes postings that come in order of key and document; memory is constant.
package final class PostingsWriter {
  private let file: FileWriter
  /// The index, in a file of its own until the blocks are written.
  private let index: FileWriter
  private let keyBits: Int
  package private(set) var count = 0
  private var blockCount = 0
  private var block: [UInt8] = []
  private var blockKey: UInt64 = 0
  private var previousKey: UInt64 = 0
  private var entryKey: UInt64 = 0
  private var documents: [UInt32] = []

  package init(creating path: String, keyBits: Int) throws {
    self.keyBits = keyBits
    file = try FileWriter(creating: path)
    index = try FileWriter(creating: path + ".index")
    var header: [UInt8] = []
    header.appendInteger(PostingsFormat.magic)
    header.appendInteger(PostingsFormat.version)
    try file.write(header)
  }

  /// Adds a posting; one that equals the last is left out.
  package func append(key: UInt64, document: UInt32) throws {
    if let last = documents.last {
      if entryKey == key, last == document { return }
      if entryKey != key || documents.count == PostingsFormat.entryDocuments { try endEntry() }
    }
    entryKey = key
    documents.append(document)
    count += 1
  }

  /// Writes index and footer.
  ///
  /// - Returns: the hash that stands in the footer; it covers, by way of checksums, all of the file.
  package func finish() throws -> Hash128 {
    if !documents.isEmpty { try endEntry() }
    if !block.isEmpty { try endBlock() }
    let indexOffset = file.byteCount
    try index.close()
    var numbers: [UInt8] = []
    numbers.appendInteger(UInt64(keyBits))
    numbers.appendInteger(UInt64(count))
    numbers.appendInteger(UInt64(indexOffset))
    numbers.appendInteger(UInt64(blockCount))
    var hasher = StreamingHash128()
    let entries = try MappedFile(opening: index.path)
    for start in stride(from: 0, to: entries.bytes.count, by: 1 << 20) {
      let end = min(start + (1 << 20), entries.bytes.count)
      let piece = UnsafeRawBufferPointer(rebasing: entries.bytes[start..<end])
      hasher.update(piece)
      try file.write(piece)
      entries.release(start..<end)
    }
    removeTree(index.path)
    numbers.withUnsafeBytes { hasher.update($0) }
    let hash = hasher.finalized()
    var footer = numbers
    footer.appendInteger(hash.high)
    footer.appendInteger(hash.low)
    footer.appendInteger(PostingsFormat.version)
    footer.appendInteger(PostingsFormat.endMagic)
    try file.write(footer)
    try file.close(durable: true)
    return hash
  }

  private func endEntry() throws {
    let key = entryKey >> UInt64(64 - keyBits)
    if block.isEmpty {
      blockKey = key
      previousKey = key
    }
    let distance = (key - previousKey) << 1
    previousKey = key
    if documents.count == 1 {
      block.appendLEB128(distance)
      block.appendLEB128(UInt64(documents[0]))
    } else {
      var list: [UInt8] = []
      list.reserveCapacity(2 * documents.count)
      var last: UInt32 = 0
      for document in documents {
        list.appendLEB128(UInt64(document - last))
        last = document
      }
      block.appendLEB128(distance | 1)
      block.appendLEB128(UInt64(list.count))
      block.append(contentsOf: list)
    }
    documents.removeAll(keepingCapacity: true)
    if block.count >= PostingsFormat.blockBytes { try endBlock() }
  }

  private func endBlock() throws {
    var entry: [UInt8] = []
    entry.appendInteger(blockKey)
    entry.appendInteger(UInt64(file.byteCount))
    entry.appendInteger(block.withUnsafeBufferPointer { StableHash.checksum64($0) })
    try index.write(entry)
    try file.write(block)
    blockCount += 1
    block.removeAll(keepingCapacity: true)
  }
}
