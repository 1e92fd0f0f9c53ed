/// The identity of a document inside one run: which input, which record.
///
/// The raw value is `input ordinal << 32 | record index`, both from 0; it is fixed when the plan is made
/// and never depends on workers, time or order. Printed forms count records from 1.
public struct DocumentID: Hashable, Comparable, Sendable, Codable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// - Parameters:
  ///   - input: ordinal of the input shard in the plan, from 0.
  ///   - record: index of the record in the shard, from 0; at most 2^32 - 1.
  public init(input: Int, record: Int) {
    rawValue = UInt64(UInt32(clamping: input)) << 32 | UInt64(UInt32(clamping: record))
  }

  /// Ordinal of the input shard in the plan.
  public var input: Int { Int(rawValue >> 32) }

  /// Index of the record in its shard, from 0.
  public var record: Int { Int(rawValue & 0xFFFF_FFFF) }

  public static func < (left: DocumentID, right: DocumentID) -> Bool {
    left.rawValue < right.rawValue
  }
}
