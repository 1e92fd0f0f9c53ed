// A document table: bytes per document of one shard, read at random.
//
//   offset  size  content (all integers little-endian)
//   0       8     magic "SLDT" u32, version u32 (1)
//   8       …     the documents' bytes, one after another
//   …       16 n  per document, ascending: record index u64, end offset of its bytes u64
//   -24     8     number of documents n
//   -16     8     byte offset of the entries
//   -8      8     magic "TDLS" u32, version u32

private let tableMagic: UInt32 = 0x5444_4C53
private let tableEndMagic: UInt32 = 0x534C_4454

/// Writes the table of one shard; documents come in record order.
package final class DocumentTableWriter {
  private let file: FileWriter
  private var entries: [UInt8] = []
  private var count: UInt64 = 0

  package init(creating path: String) throws {
    file = try FileWriter(creating: path)
    var header: [UInt8] = []
    header.appendInteger(tableMagic)
    header.appendInteger(UInt32(1))
    try file.write(header)
  }

  package func append(_ document: DocumentID, _ bytes: Span<UInt8>) throws {
    try file.write(bytes)
    entries.appendInteger(UInt64(document.record))
    entries.appendInteger(UInt64(file.byteCount))
    count += 1
  }

  package func finish() throws {
    let offset = file.byteCount
    try file.write(entries)
    var footer: [UInt8] = []
    footer.appendInteger(count)
    footer.appendInteger(UInt64(offset))
    footer.appendInteger(tableEndMagic)
    footer.appendInteger(UInt32(1))
    try file.write(footer)
    try file.close()
  }
}

/// The tables of all shards of a run, one per input; safe to read from several threads.
public final class DocumentTables: Sendable {
  private let shards: [Shard?]

  private struct Shard: Sendable {
    var file: MappedFile
    var entries: Int
    var count: Int
  }

  /// `paths`: the table of each input by ordinal; nil for an input without one.
  package init(paths: [String?]) throws {
    shards = try paths.map { try $0.map(Self.open) }
  }

  private static func open(_ path: String) throws -> Shard {
    let file = try MappedFile(opening: path)
    let footer = file.bytes.count - 24
    guard footer >= 8, file.integer(at: 0, as: UInt32.self) == tableMagic,
      file.integer(at: footer + 16, as: UInt32.self) == tableEndMagic,
      case let count = file.integer(at: footer, as: UInt64.self),
      case let entries = file.integer(at: footer + 8, as: UInt64.self),
      entries >= 8, entries <= UInt64(footer), (UInt64(footer) - entries) / 16 == count,
      (UInt64(footer) - entries) % 16 == 0
    else {
      throw SidecarError(
        path: path, found: "\(file.bytes.count) bytes that are not a finished table",
        expected: "a table that begins with SLDT and ends with its footer")
    }
    return Shard(file: file, entries: Int(entries), count: Int(count))
  }

  /// The number of documents of an input that have bytes in its table; 0 without a table.
  public func count(ofInput ordinal: Int) -> Int {
    ordinal < shards.count ? shards[ordinal]?.count ?? 0 : 0
  }

  /// Calls `body` with the bytes stored for a document; nil where nothing was stored.
  public func withBytes<Result>(
    of document: DocumentID, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    guard document.input < shards.count, let shard = shards[document.input] else { return nil }
    var low = 0
    var high = shard.count
    let wanted = UInt64(document.record)
    while low < high {
      let middle = (low + high) / 2
      if shard.file.integer(at: shard.entries + 16 * middle, as: UInt64.self) < wanted {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < shard.count,
      shard.file.integer(at: shard.entries + 16 * low, as: UInt64.self) == wanted
    else { return nil }
    let start = low == 0 ? 8 : Int(clamping: endOffset(low - 1, shard))
    let end = Int(clamping: endOffset(low, shard))
    guard start >= 8, start <= end, end <= shard.entries else { return nil }
    return try body(UnsafeRawBufferPointer(rebasing: shard.file.bytes[start..<end]))
  }

  private func endOffset(_ index: Int, _ shard: Shard) -> UInt64 {
    shard.file.integer(at: shard.entries + 16 * index + 8, as: UInt64.self)
  }
}
