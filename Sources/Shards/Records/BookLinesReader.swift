import Compression
import Pipelines

/// Reads files of one sentence a line with blank lines between documents, as BookCorpus is
/// distributed.
///
/// A document is the lines between blank ones, joined by line feeds. One that is cut by damage of
/// the shard, or follows such damage up to the next blank line, is quarantined.
final class BookLinesReader: DocumentSource {
  private static let batchBytes = 1 << 20

  /// Why the lines up to the next blank one are not collected.
  private enum Trouble {
    case tooLong
    case damage(StreamDamage)
  }

  private let reading: ShardReading
  private let lines: LineReader
  private var raw: [UInt8] = []
  private var rawOffset = 0
  private var byteCount = 0
  private var trouble: Trouble?
  private var isAtEnd = false

  init(_ reading: ShardReading) {
    self.reading = reading
    lines = LineReader(reading.source, maximumBytes: reading.settings.maximumRecordBytes)
  }

  var consumedBytes: Int { reading.source.consumedBytes }
  var problemTally: Tally { reading.tally }

  func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var batchBytes = 0
    while !isAtEnd, batchBytes < Self.batchBytes {
      switch try lines.next() {
      case .line(let line, let byteOffset):
        let isBlank = PlainText.isBlank(
          UnsafeRawBufferPointer(PlainText.removingLineMarks(line, isFirst: byteOffset == 0)))
        if isBlank {
          batchBytes += byteCount
          try finish(into: &batch)
        } else {
          try add(UnsafeRawBufferPointer(line), byteOffset: byteOffset, endsLine: true)
        }
      case .piece(let piece, let byteOffset, _, let isLast):
        try add(piece, byteOffset: byteOffset, endsLine: isLast)
      case .damage(let damage, let partial, let byteOffset):
        try finishAtDamage(damage, partial, byteOffset: byteOffset)
      case .end:
        try finish(into: &batch)
        isAtEnd = true
      }
    }
    return !batch.isEmpty || !isAtEnd
  }

  private func add(_ bytes: UnsafeRawBufferPointer, byteOffset: Int, endsLine: Bool) throws {
    if byteCount == 0 { rawOffset = byteOffset }
    byteCount += bytes.count + (endsLine ? 1 : 0)
    // The last line feed belongs to the file.
    if trouble == nil, byteCount - 1 > reading.settings.maximumRecordBytes { trouble = .tooLong }
    if trouble == nil {
      raw.append(contentsOf: bytes)
      if endsLine { raw.append(0x0A) }
    } else {
      try drain()
      try reading.quarantine(bytes)
      if endsLine { try [UInt8(0x0A)].withUnsafeBytes { try reading.quarantine($0) } }
    }
  }

  private func drain() throws {
    try raw.withUnsafeBytes { try reading.quarantine($0) }
    raw.removeAll(keepingCapacity: true)
  }

  /// Ends the current document at a blank line or the end of the shard.
  private func finish(into batch: inout [Document]) throws {
    defer {
      raw.removeAll(keepingCapacity: true)
      (byteCount, trouble) = (0, nil)
    }
    guard byteCount > 0 else { return }
    let record = try reading.beginRecord()
    switch trouble {
    case .tooLong?:
      try reading.reportTooLong(record: record, byteOffset: rawOffset, foundBytes: byteCount - 1)
    case .damage(let damage)?:
      try reading.report(damage, record: record, byteOffset: rawOffset)
    case nil:
      raw.removeLast()
      var text = PlainText.normalized(raw, isFirst: rawOffset == 0)
      if text.last == 0x0D { text.removeLast() }
      let document = try reading.plainDocument(
        text, raw: raw, record: record, byteOffset: rawOffset)
      if let document { batch.append(document) }
    }
  }

  /// Quarantines what the damage cuts, and marks what follows up to a blank line as cut too.
  private func finishAtDamage(
    _ damage: StreamDamage, _ partial: UnsafeRawBufferPointer, byteOffset: Int
  ) throws {
    if !PlainText.isBlank(partial) { try add(partial, byteOffset: byteOffset, endsLine: false) }
    try drain()
    let record = byteCount > 0 ? try reading.beginRecord() : nil
    try reading.report(damage, record: record, byteOffset: byteCount > 0 ? rawOffset : byteOffset)
    byteCount = 0
    trouble = .damage(damage)
  }
}
