import Compression
import Pipelines

/// What the readers of all formats share: the source, record numbers, and how trouble is reported.
final class ShardReading {
  let shard: InputShard
  let settings: ReadingSettings
  let source: any ByteSource
  private let sink: any ProblemSink
  private let selection: (any RecordSelection)?
  /// Records met so far, unusable ones included: the index of the next record.
  private(set) var recordCount = 0
  private(set) var tally = Tally()

  init(
    _ shard: InputShard, source: any ByteSource, settings: ReadingSettings, sink: any ProblemSink,
    selection: (any RecordSelection)?
  ) {
    self.shard = shard
    self.source = source
    self.settings = settings
    self.sink = sink
    self.selection = selection
  }

  /// Counts a record and returns its index from 0; damaged records count too, so that identities do
  /// not depend on what is skipped.
  func beginRecord() throws -> Int {
    guard recordCount < UInt32.max else {
      throw FileError(
        path: shard.path, operation: "read",
        reason: "found more than \(UInt32.max) records; split the shard")
    }
    recordCount += 1
    return recordCount - 1
  }

  /// Whether the document of a record is wanted; asked once for each record that could be one.
  func wants(record: Int) throws -> Bool { try selection?.selects(record: record) ?? true }

  /// Hands raw bytes of an unusable record over, in pieces of bounded size.
  func quarantine(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try sink.quarantine(UnsafeRawBufferPointer(rebasing: rest.prefix(LineReader.pieceBytes)))
      rest = rest.dropFirst(LineReader.pieceBytes)
    }
  }

  /// Hands the collected bytes of an unusable record over.
  func quarantine(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try quarantine($0) }
  }

  func report(
    _ kind: RecordProblem.Kind, record: Int, byteOffset: Int, found: String, expected: String,
    advice: String
  ) throws {
    tally.add(kind.rawValue)
    try sink.report(
      RecordProblem(
        kind: kind, path: shard.path, record: record + 1, byteOffset: byteOffset, found: found,
        expected: expected, advice: advice))
  }

  /// Reports damage of the compressed stream.
  ///
  /// `record` is the record that was cut by it; without one, the place is that of the next record.
  func report(_ damage: StreamDamage, record: Int?, byteOffset: Int) throws {
    let kind: RecordProblem.Kind =
      switch damage.kind {
      case .truncated: .truncatedShard
      case .trailingBytes: .trailingBytes
      case .checksum, .corrupt, .unsupported: .damagedShard
      }
    try report(
      kind, record: record ?? recordCount, byteOffset: byteOffset,
      found: "\(damage.found) at compressed byte \(damage.compressedOffset)",
      expected: damage.expected,
      advice:
        "\(damage.consequence); fetch the file again or check it with its publisher's checksum")
  }

  func reportTooLong(record: Int, byteOffset: Int, foundBytes: Int) throws {
    try report(
      .tooLong, record: record, byteOffset: byteOffset, found: "a record of \(foundBytes) bytes",
      expected: "at most \(settings.maximumRecordBytes)",
      advice: "raise 'maximumRecordBytes' of the source if such records are meant")
  }
}
