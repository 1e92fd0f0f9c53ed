import Compression
import Pipelines
import Text

/// Reads files that are one document each: a book as plain text.
///
/// Line ends become line feeds and a byte-order mark is dropped; nothing else changes. A blank file
/// holds no record. A damaged file is quarantined whole: half a book is not that book.
final class BookReader: DocumentSource {
  private let reading: ShardReading
  private let buffer: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  init(_ reading: ShardReading) {
    self.reading = reading
    buffer = .allocate(byteCount: LineReader.pieceBytes, alignment: 64)
  }

  deinit { buffer.deallocate() }

  var consumedBytes: Int { reading.source.consumedBytes }
  var problemTally: Tally { reading.tally }

  func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    guard !isAtEnd else { return false }
    isAtEnd = true
    if let document = try readDocument() { batch.append(document) }
    return !batch.isEmpty
  }

  private func readDocument() throws -> Document? {
    var raw = RecordBytes(maximumBytes: reading.settings.maximumRecordBytes)
    var byteCount = 0
    var damage: StreamDamage?
    while true {
      do {
        let count = try reading.source.read(into: buffer)
        if count == 0 { break }
        byteCount += count
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        if damage == nil, byteCount <= reading.settings.maximumRecordBytes {
          raw.append(piece)
        } else {
          try reading.quarantine(raw.take())
          try reading.quarantine(piece)
        }
      } catch let found as StreamDamage {
        // Further damage adds nothing: the file is unusable already.
        if damage == nil { damage = found }
        try reading.quarantine(raw.take())
      }
    }
    return try finish(raw.take(), byteCount: byteCount, damage)
  }

  private func finish(
    _ raw: consuming [UInt8], byteCount: Int, _ damage: StreamDamage?
  ) throws -> Document? {
    if let damage {
      let record = byteCount > 0 ? try reading.beginRecord() : nil
      try reading.report(damage, record: record, byteOffset: 0)
      return nil
    }
    if byteCount > reading.settings.maximumRecordBytes {
      try reading.reportTooLong(
        record: try reading.beginRecord(), byteOffset: 0, foundBytes: byteCount)
      return nil
    }
    guard !raw.withUnsafeBufferPointer({ PlainText.isBlankLine($0, isFirst: true) }) else {
      return nil
    }
    let record = try reading.beginRecord()
    guard try reading.wants(record: record) else { return nil }
    return try reading.plainDocument(raw, record: record, byteOffset: 0)
  }
}

extension ShardReading {
  /// A document without fields, or nil when its bytes are not UTF-8, which is reported.
  ///
  /// - `raw`: becomes the text, in its own memory.
  /// - `endsInLine`: whether a carriage return at the end belongs to a line feed that is not in `raw`.
  func plainDocument(
    _ raw: consuming [UInt8], record: Int, byteOffset: Int, endsInLine: Bool = false
  ) throws -> Document? {
    if let offset = UTF8Validation.firstInvalidOffset(in: raw.span) {
      try quarantine(raw)
      try report(
        .invalidUTF8, record: record, byteOffset: byteOffset,
        found:
          "byte 0x\(String(raw[offset], radix: 16, uppercase: true)) at byte \(offset) of the record",
        expected: "UTF-8", advice: "convert the file to UTF-8")
      return nil
    }
    PlainText.normalize(&raw, isFirst: byteOffset == 0)
    if endsInLine, raw.last == 0x0D { raw.removeLast() }
    return Document(
      id: DocumentID(input: shard.ordinal, record: record), byteOffset: byteOffset, text: raw)
  }
}
