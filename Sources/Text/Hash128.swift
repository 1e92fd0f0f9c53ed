/// A 128-bit hash value, ordered by its high half first and printed as 32 hexadecimal digits.
public struct Hash128: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 32 hexadecimal digits; nil for anything else.
  public init?(hexadecimal text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  public static func < (left: Hash128, right: Hash128) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  public var description: String { Self.digits(high) + Self.digits(low) }

  private static func digits(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.utf8.count) + text
  }
}

/// A 128-bit hash of bytes that arrive in pieces; the pieces' borders do not matter.
public struct StreamingHash128: Sendable {
  private var lane0: UInt64
  private var lane1: UInt64
  private var pending: UInt64 = 0
  private var pendingCount = 0
  private var length: UInt64 = 0

  public init(seed: UInt64 = 0) {
    lane0 = StableHash.mix(seed ^ StableHash.prime0, StableHash.prime1)
    lane1 = StableHash.mix(seed ^ StableHash.prime2, StableHash.prime3)
  }

  /// Adds the bytes of a buffer.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var offset = 0
    while pendingCount != 0, offset < bytes.count {
      push(bytes[offset])
      offset &+= 1
    }
    // The lanes stay in registers: a store and a load a word would double the time.
    var (first, second) = (lane0, lane1)
    while offset &+ 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      Self.absorb(UInt64(littleEndian: word), &first, &second)
      offset &+= 8
    }
    (lane0, lane1) = (first, second)
    while offset < bytes.count {
      push(bytes[offset])
      offset &+= 1
    }
  }

  /// Adds the bytes of an array.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The hash of everything added so far.
  public func finalized() -> Hash128 {
    let tail = StableHash.mix(pending ^ StableHash.prime3, length ^ StableHash.prime0)
    return Hash128(
      high: StableHash.finalize(StableHash.mix(lane0 ^ tail, StableHash.prime2)),
      low: StableHash.finalize(StableHash.mix(lane1 ^ tail &+ length, StableHash.prime0)))
  }

  private mutating func push(_ byte: UInt8) {
    pending |= UInt64(byte) << UInt64(8 * pendingCount)
    pendingCount += 1
    guard pendingCount == 8 else { return }
    Self.absorb(pending, &lane0, &lane1)
    pending = 0
    pendingCount = 0
  }

  @inline(__always)
  private static func absorb(_ word: UInt64, _ lane0: inout UInt64, _ lane1: inout UInt64) {
    lane0 = StableHash.mix(lane0 ^ word, StableHash.prime1)
    lane1 = StableHash.mix(lane1 &+ word, StableHash.prime2) ^ lane0 &>> 1
  }
}
