/// Damage of a compressed stream: what is wrong, where in the compressed file, and where reading
/// goes on.
public struct StreamDamage: Error, Equatable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    /// The file ends inside a member or frame.
    case truncated
    /// The checksum of a member does not fit what was decompressed from it.
    case checksum
    /// The compressed data make no sense.
    case corrupt
    /// Bytes after the last member that are neither padding nor another member.
    case trailingBytes
    /// A compression this program does not read.
    case unsupported
  }

  public var kind: Kind
  /// Byte offset in the compressed file where the damage was noticed.
  public var compressedOffset: Int
  public var found: String
  public var expected: String
  /// Byte offset in the compressed file of the next whole member, where reading goes on; nil when
  /// the rest of the file is lost.
  public var resumedAt: Int?

  public init(
    _ kind: Kind, at compressedOffset: Int, found: String, expected: String, resumedAt: Int? = nil
  ) {
    self.kind = kind
    self.compressedOffset = compressedOffset
    self.found = found
    self.expected = expected
    self.resumedAt = resumedAt
  }

  public var description: String {
    "compressed byte \(compressedOffset): found \(found), expected \(expected); \(consequence)"
  }

  /// What happens to the rest of the file.
  package var consequence: String {
    if let resumedAt { return "reading goes on at compressed byte \(resumedAt)" }
    return kind == .truncated || kind == .trailingBytes
      ? "nothing can be read from there on"
      : "the rest of the file is skipped"
  }
}
