import Text

// A sidecar: records sorted by (key, document, payload), in blocks that are checked as they are read.
//
//   offset  size  content (all integers little-endian)
//   0       4     magic "SLSC"
//   4       4     version, 3
//   8       …     blocks of about 64 KiB of whole records:
//                 key u64 · document u64 · payload length (LEB128) · payload
//   …       24 n  index: of every block, its first record's key, its byte offset and the checksum64
//                 (StableHash) of its bytes, u64 each
//   -48     8     number of records
//   -40     8     byte offset of the index
//   -32     8     number of index entries
//   -24     16    128-bit hash of the index and of the three numbers: high u64, low u64
//   -8      4     version again
//   -4      4     magic "CSLS"
//
// Example: one record, key 1, document 2, payload "a": 8 + 18 + 24 + 48 = 98 bytes.

/// Constants of the sidecar format.
enum SidecarFormat {
  static let magic: UInt32 = 0x4353_4C53
  static let endMagic: UInt32 = 0x534C_5343
  static let version: UInt32 = 3
  static let headerBytes = 8
  static let indexEntryBytes = 24
  static let footerBytes = 48
  static let blockBytes = 1 << 16
}

/// A sidecar or table file that cannot be used.
public struct SidecarError: Error, Equatable, CustomStringConvertible {
  public var path: String
  public var found: String
  public var expected: String

  public var description: String {
    "\(path): \(found); expected \(expected); remove the task's marker and resume to make it again"
  }
}

/// A range of 64-bit keys, both ends included.
public struct KeyRange: Sendable, Equatable {
  public var lower: UInt64
  public var upper: UInt64

  public init(lower: UInt64, upper: UInt64) {
    self.lower = lower
    self.upper = upper
  }

  /// Every key.
  public static let all = KeyRange(lower: 0, upper: .max)

  /// The keys whose high half is an input's ordinal: that shard's documents.
  public static func documents(ofInput ordinal: Int) -> KeyRange {
    let lower = DocumentID(input: ordinal, record: 0).rawValue
    return KeyRange(lower: lower, upper: lower | 0xFFFF_FFFF)
  }

  /// One of `count` equal ranges, `count` a power of two.
  public static func partition(_ index: Int, of count: Int) -> KeyRange {
    precondition(
      count > 0 && count & (count - 1) == 0 && index < count, "partitions: a power of two")
    guard count > 1 else { return .all }
    let shift = UInt64(64 - count.trailingZeroBitCount)
    let lower = UInt64(index) << shift
    return KeyRange(lower: lower, upper: lower | (1 << shift - 1))
  }
}
