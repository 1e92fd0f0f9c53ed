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
  private var raw: RecordBytes
  private var rawOffset = 0
  private var byteCount = 0
  private var trouble: Trouble?
  private var isAtEnd = false

  init(_ reading: ShardReading) {
    self.reading = reading
    let maximumBytes = reading.settings.maximumRecordBytes
    lines = LineReader(reading.source, maximumBytes: maximumBytes)
    raw = RecordBytes(maximumBytes: maximumBytes)
  }

  var consumedBytes: Int { reading.source.consumedBytes }
  var problemTally: Tally { reading.tally }

  func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var batchBytes = 0
    while !isAtEnd, batchBytes < Self.batchBytes {
      switch try lines.next() {
      case .line(let line, let byteOffset):
        if PlainText.isBlankLine(line, isFirst: byteOffset == 0) {
          batchBytes += byteCount
          try finish(into: &batch)
        } else {
          try add(UnsafeRawBufferPointer(line), byteOffset: byteOffset, endsLine: true)
        }
      case .longLine(let byteOffset):
        let isBlank = lines.collected.withUnsafeBufferPointer {
          PlainText.isBlankLine($0, isFirst: byteOffset == 0)
        }
        if isBlank {
          batchBytes += byteCount
          try finish(into: &batch)
        } else {
          try add(long: lines.takeCollected(), byteOffset: byteOffset)
        }
      case .piece(let piece, let byteOffset, _, let isLast):
        try addCollected(byteOffset: byteOffset)
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
    count(bytes.count, byteOffset: byteOffset, endsLine: endsLine)
    if trouble == nil {
      raw.append(bytes)
      if endsLine { raw.append(0x0A) }
    } else {
      try drain()
      try reading.quarantine(bytes)
      if endsLine { try reading.quarantine([0x0A]) }
    }
  }

  /// Adds a line that comes in memory of its own.
  private func add(long line: consuming [UInt8], byteOffset: Int) throws {
    count(line.count, byteOffset: byteOffset, endsLine: true)
    if trouble == nil {
      raw.append(line)
      raw.append(0x0A)
    } else {
      try drain()
      try reading.quarantine(line)
      try reading.quarantine([0x0A])
    }
  }

  /// Adds the first bytes of a line that is too long or damaged.
  private func addCollected(byteOffset: Int) throws {
    try lines.takeCollected().withUnsafeBytes {
      if !$0.isEmpty { try add($0, byteOffset: byteOffset, endsLine: false) }
    }
  }

  private func count(_ bytes: Int, byteOffset: Int, endsLine: Bool) {
    if byteCount == 0 { rawOffset = byteOffset }
    byteCount += bytes + (endsLine ? 1 : 0)
    // The last line feed belongs to the file.
    if trouble == nil, byteCount - 1 > reading.settings.maximumRecordBytes { trouble = .tooLong }
  }

  private func drain() throws { try reading.quarantine(raw.take()) }

  /// Ends the current document at a blank line or the end of the shard.
  private func finish(into batch: inout [Document]) throws {
    defer {
      raw.removeAll()
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
      guard try reading.wants(record: record) else { return }
      raw.removeLast(1)
      let document = try reading.plainDocument(
        raw.take(), record: record, byteOffset: rawOffset, endsInLine: true)
      if let document { batch.append(document) }
    }
  }

  /// Quarantines what the damage cuts, and marks what follows up to a blank line as cut too.
  private func finishAtDamage(
    _ damage: StreamDamage, _ partial: UnsafeRawBufferPointer, byteOffset: Int
  ) throws {
    let isBlank = PlainText.isBlank(partial) && lines.collected.withUnsafeBytes(PlainText.isBlank)
    if !isBlank {
      try addCollected(byteOffset: byteOffset)
      try add(partial, byteOffset: byteOffset, endsLine: false)
    }
    try drain()
    let record = byteCount > 0 ? try reading.beginRecord() : nil
    try reading.report(damage, record: record, byteOffset: byteCount > 0 ? rawOffset : byteOffset)
    byteCount = 0
    trouble = .damage(damage)
  }
}
