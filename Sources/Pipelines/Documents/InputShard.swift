public import Text

/// One input file of the plan, as the listing fixed it.
public struct InputShard: Sendable, Codable, Equatable {
  /// Position in the plan's listing, from 0: the high half of every `DocumentID` in it.
  public var ordinal: Int
  /// Name of the source in the pipeline file.
  public var source: String
  /// Name of the shard, unique in its source: the file name without its format endings.
  public var name: String
  /// Path of the file, as the pipeline file reaches it.
  public var path: String
  /// Format name as `RecordFormat` spells it, such as `jsonl` or `book`.
  public var format: String
  /// Size in bytes when the plan was made.
  public var bytes: Int
  /// Hash of the file's size and of its first and last 64 KiB: a changed file is refused.
  public var contentSample: String

  public init(
    ordinal: Int, source: String, name: String, path: String, format: String, bytes: Int,
    contentSample: String = ""
  ) {
    self.ordinal = ordinal
    self.source = source
    self.name = name
    self.path = path
    self.format = format
    self.bytes = bytes
    self.contentSample = contentSample
  }

  /// The printed identity of a record: `source/shard:record`, the record counted from 1.
  public func printedIdentity(record: Int) -> String { "\(source)/\(name):\(record + 1)" }

  /// The 128-bit key of a record that stays the same when inputs are added later: the hash of its
  /// printed identity under `seed`.
  public func stableKey(record: Int, seed: UInt64) -> Hash128 {
    StableHash.hash128(printedIdentity(record: record), seed: seed)
  }
}
