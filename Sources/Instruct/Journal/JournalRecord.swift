import FoundationEssentials
import Text

/// What the journal keeps about one request: its reply, or why there will be none.
public enum JournalEntry: Codable, Sendable, Equatable {
  case reply(GenerationReply)
  /// The prompt does not fit the model's context; a shorter one is asked instead.
  case contextExceeded
  /// A request that failed while the generator answered others; it is not asked again.
  case failure(String)
}

/// The layout of a journal file.
///
///     offset 0   8 bytes   "SLUICEJ1"
///     then records, one after another, all integers little-endian:
///                4 bytes   length of the payload
///                4 bytes   CRC-32C of the payload
///                payload   16 bytes request identity (high, low), then the entry as JSON
///
/// An empty entry `{"failure":{"_0":"x"}}` has a payload of 16 + 22 bytes: length 26 00 00 00.
/// Records are only ever appended, so a torn write can damage the end of the file and nothing else.
enum JournalRecord {
  static let magic = Array("SLUICEJ1".utf8)
  static let headerBytes = 8
  static let identityBytes = 16
  /// A longer payload is taken for damage.
  static let maximumPayloadBytes = 1 << 28

  static func bytes(_ identity: Hash128, _ entry: JournalEntry) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var payload: [UInt8] = []
    append(identity.high, to: &payload)
    append(identity.low, to: &payload)
    // Entries hold strings and integers only, for which encoding cannot fail.
    if let json = try? encoder.encode(entry) { payload.append(contentsOf: json) }
    var record: [UInt8] = []
    append(UInt32(payload.count), to: &record)
    append(CRC32C.checksum(payload), to: &record)
    return record + payload
  }

  static func identity(_ payload: ArraySlice<UInt8>) -> Hash128 {
    Hash128(
      high: integer(payload, payload.startIndex), low: integer(payload, payload.startIndex + 8))
  }

  static func entry(_ payload: ArraySlice<UInt8>) -> JournalEntry? {
    try? JSONDecoder().decode(JournalEntry.self, from: Data(payload.dropFirst(identityBytes)))
  }

  static func integer<Integer: FixedWidthInteger>(
    _ bytes: ArraySlice<UInt8>, _ index: Int
  ) -> Integer {
    var value: Integer = 0
    for offset in (0..<Integer.bitWidth / 8).reversed() {
      value = value << 8 | Integer(truncatingIfNeeded: bytes[index + offset])
    }
    return value
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
