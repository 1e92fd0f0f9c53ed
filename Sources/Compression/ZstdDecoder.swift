import CZstd

/// Decodes one zstd frame (RFC 8878) at a time with libzstd, windows of up to 2 GiB allowed.
package final class ZstdDecoder: MemberDecoder {
  package static let compressionName = "zstd"
  package static let signatureBytes = 4

  private let context: OpaquePointer
  /// libzstd's code for a wrong checksum, stable since 1.0.
  private static let checksumWrong = 22

  package init() throws {
    guard let created = ZSTD_createDCtx() else {
      throw CodecFailure(description: "zstd: no memory for a decoder")
    }
    context = created
    let result = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
    guard ZSTD_isError(result) == 0 else { throw CodecFailure(description: Self.name(result)) }
  }

  deinit { ZSTD_freeDCtx(context) }

  /// The magic number of a frame or of a skippable frame.
  package static func startsMember(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 4 else { return false }
    let magic = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
    return magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50
  }

  package func reset() throws {
    let result = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    guard ZSTD_isError(result) == 0 else { throw CodecFailure(description: Self.name(result)) }
  }

  package func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = ZSTD_decompressStream(context, &target, &source)
    let isGood = ZSTD_isError(result) == 0
    return MemberStep(
      consumed: source.pos, produced: target.pos, isMemberEnd: result == 0,
      damage: isGood ? nil : Self.damage(result))
  }

  private static func damage(_ result: Int) -> MemberDamage {
    // Error codes are returned negated in an unsigned size.
    MemberDamage(kind: 0 &- result == checksumWrong ? .checksum : .corrupt, found: name(result))
  }

  private static func name(_ result: Int) -> String {
    "zstd data with '\(String(cString: ZSTD_getErrorName(result)))'"
  }
}
