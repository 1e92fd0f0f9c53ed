/// A record, or the rest of a shard, that could not be used: where it is, what was found, what was
/// expected and what to do about it.
public struct RecordProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case invalidJSON = "invalid-json"
    case invalidUTF8 = "invalid-utf-8"
    case missingText = "missing-text"
    case wrongTextType = "wrong-text-type"
    /// More bytes than the limit for one record.
    case tooLong = "too-long"
    /// The compressed shard ends inside a member.
    case truncatedShard = "truncated-shard"
    /// A member of the compressed shard is damaged.
    case damagedShard = "damaged-shard"
    /// Bytes behind the last member of a compressed shard.
    case trailingBytes = "trailing-bytes"
  }

  public var kind: Kind
  /// Path of the shard.
  public var path: String
  /// Number of the record in its shard, from 1.
  public var record: Int
  /// Offset of the record's first byte after decompression.
  public var byteOffset: Int
  public var found: String
  public var expected: String
  /// What the user can do.
  public var advice: String

  public var description: String {
    "\(path):\(record): error: \(found), expected \(expected); \(advice)"
  }
}

/// Takes what a reader cannot use.
public protocol ProblemSink: AnyObject {
  /// Takes raw bytes of the record in trouble, perhaps in several pieces of at most
  /// `LineReader.pieceBytes`; the problem they belong to follows.
  func quarantine(_ piece: UnsafeRawBufferPointer) throws
  /// Takes the problem of the bytes handed over since the last one.
  /// - Throws: what shall end the reading, such as the problem itself.
  func report(_ problem: RecordProblem) throws
}

/// Keeps the first problems in memory, counts all, and drops the raw bytes: for looking into files.
public final class ProblemList: ProblemSink {
  /// Problems in the order they were met, at most `limit`.
  public private(set) var problems: [RecordProblem] = []
  /// Problems met, those beyond `limit` included.
  public private(set) var count = 0
  private let limit: Int

  public init(limit: Int = 100) { self.limit = limit }

  public func quarantine(_ piece: UnsafeRawBufferPointer) {}

  public func report(_ problem: RecordProblem) {
    count += 1
    if problems.count < limit { problems.append(problem) }
  }
}

/// Ends the reading at the first problem.
public final class ProblemRefusal: ProblemSink {
  public init() {}

  public func quarantine(_ piece: UnsafeRawBufferPointer) {}

  public func report(_ problem: RecordProblem) throws { throw problem }
}

/// Takes problems that were told before: of a shard that is read again.
final class KnownProblems: ProblemSink {
  func quarantine(_ piece: UnsafeRawBufferPointer) {}

  func report(_ problem: RecordProblem) {}
}
