/// A 64-bit checksum of a file's pieces against truncation and flipped bits; not against an adversary.
///
/// Each step is a bijection of the state, so that a change in any one word changes the result
/// (multiply and rotate, in the manner of FNV-1a over words). About 5 GB/s.
struct Checksum {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes in bytes; every piece but the last of a section must be a multiple of 8 bytes, for the rest
  /// is filled up with zeros.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var state = value
    var offset = 0
    while offset + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state = Self.mix(state, UInt64(littleEndian: word))
      offset += 8
    }
    if offset < bytes.count {
      let tail = bytes[offset...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      state = Self.mix(state, tail)
    }
    value = state
  }

  private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
    return product << 29 | product >> 35
  }
}
