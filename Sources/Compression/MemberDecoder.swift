/// A decoder of one compression whose files are sequences of independent members (gzip) or frames
/// (zstd).
///
/// It knows one member at a time; `CompressedSource` strings them together and deals with damage.
package protocol MemberDecoder: AnyObject {
  /// What the compression is called in messages.
  static var compressionName: String { get }
  /// How many bytes `startsMember` wants to see.
  static var signatureBytes: Int { get }
  /// Whether a member can start with these bytes.
  static func startsMember(_ bytes: UnsafeRawBufferPointer) -> Bool

  init() throws

  /// Forgets everything; the next byte is the first of a member.
  func reset() throws

  /// Decodes as much as fits into `output`. After damage only `reset` may follow.
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> MemberStep
}

/// What one call of a decoder did.
package struct MemberStep {
  package var consumed: Int
  package var produced: Int
  package var isMemberEnd: Bool
  /// What stopped the decoder; `produced` bytes before it are good as far as anyone can tell.
  package var damage: MemberDamage?
}

/// Compressed data a decoder cannot make sense of.
package struct MemberDamage {
  package var kind: StreamDamage.Kind
  package var found: String
}

/// A library that could not provide a decoder or encoder (out of memory).
package struct CodecFailure: Error, CustomStringConvertible {
  package var description: String

  package init(description: String) { self.description = description }
}
