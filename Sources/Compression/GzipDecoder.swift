import CIsal

/// Decodes one gzip member (RFC 1952) at a time with ISA-L, its checksum and length verified.
package final class GzipDecoder: MemberDecoder {
  package static let compressionName = "gzip"
  package static let signatureBytes = 4

  // 87 KB, allocated once: never a local variable.
  private let state: UnsafeMutablePointer<inflate_state>

  package init() {
    state = .allocate(capacity: 1)
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
  }

  deinit { state.deallocate() }

  /// Magic bytes, method "deflate" and no reserved flag.
  package static func startsMember(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B && (bytes.count < 3 || bytes[2] == 8)
      && (bytes.count < 4 || bytes[3] & 0xE0 == 0)
  }

  package func reset() {
    isal_inflate_reset(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
  }

  package func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    let inputCount = UInt32(clamping: input.count)
    let outputCount = UInt32(clamping: output.count)
    state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    state.pointee.avail_in = inputCount
    state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = outputCount
    let result = isal_inflate(state)
    let isGood = result == ISAL_DECOMP_OK || result == ISAL_END_INPUT
    return MemberStep(
      consumed: Int(inputCount - state.pointee.avail_in),
      produced: Int(outputCount - state.pointee.avail_out),
      isMemberEnd: isGood && state.pointee.block_state == ISAL_BLOCK_FINISH,
      damage: isGood ? nil : Self.damage(result))
  }

  private static func damage(_ code: Int32) -> MemberDamage {
    switch code {
    case ISAL_INCORRECT_CHECKSUM:
      MemberDamage(kind: .checksum, found: "a gzip member whose checksum or length does not fit")
    case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD:
      MemberDamage(kind: .corrupt, found: "a malformed gzip header")
    case ISAL_INVALID_LOOKBACK:
      MemberDamage(kind: .corrupt, found: "gzip data that refer to before their start")
    default: MemberDamage(kind: .corrupt, found: "malformed gzip data")
    }
  }
}
