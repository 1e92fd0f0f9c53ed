internal import Text

/// A pseudo-random permutation of 0 ..< count that needs no table: any element, or its place, at once.
///
/// A balanced Feistel network of six rounds over the least even number of bits that holds `count`,
/// with cycle walking: a result outside the range is permuted again, under four times on average.
///
/// The size is that of four numbers, whatever `count` is. The order of 1e9 documents: a stored
/// permutation takes 1e9 · 8 bytes = 8 GB, and shuffling it touches all of it; this one takes 32 bytes.
/// 1e9 needs 30 bits, so the network runs over 2^30 = 1.074e9 values, 1.07 runs of six rounds each per
/// element; just above a power of four (2^30 + 1 of 2^32) it is 4.
///
/// Sources: Luby and Rackoff 1988; Black and Rogaway 2002 for cycle walking.
public struct FeistelPermutation: Sendable, Equatable {
  private static let rounds: UInt64 = 6

  /// Size of the permuted range.
  public let count: UInt64
  private let key: UInt64
  private let halfBits: UInt64

  /// - Parameters:
  ///   - count: at most 2^62.
  ///   - seed: seed of the run.
  ///   - stream: what else tells this permutation from others: source, epoch.
  /// - Precondition: `count` is at most 2^62.
  public init(count: UInt64, seed: UInt64, stream: (UInt64, UInt64) = (0, 0)) {
    precondition(count <= 1 << 62, "at most 2^62 elements are permuted")
    self.count = count
    let mixed = StableHash.finalize(seed &+ StableHash.prime0)
    let inner = StableHash.finalize(mixed ^ StableHash.finalize(stream.0 &+ StableHash.prime1))
    key = StableHash.finalize(inner &+ stream.1)
    var bits: UInt64 = 2
    while bits < 62, 1 << bits < count { bits += 2 }
    halfBits = bits / 2
  }

  /// The element at a place.
  ///
  /// Constant time on average.
  ///
  /// - Precondition: `place` is below `count`.
  public subscript(place: UInt64) -> UInt64 {
    precondition(place < count, "place \(place) of \(count)")
    var value = place
    repeat {
      for round in 0..<Self.rounds { value = swapped(value, round) }
      value = halvesExchanged(value)
    } while value >= count
    return value
  }

  /// The place of an element: the inverse of the subscript.
  ///
  /// - Precondition: `element` is below `count`.
  public func place(of element: UInt64) -> UInt64 {
    precondition(element < count, "element \(element) of \(count)")
    var value = element
    repeat {
      for round in 0..<Self.rounds { value = swapped(value, Self.rounds - 1 - round) }
      value = halvesExchanged(value)
    } while value >= count
    return value
  }

  /// One round: the halves change places and one is masked with a keyed hash of the other.
  private func swapped(_ value: UInt64, _ round: UInt64) -> UInt64 {
    let mask = (1 as UInt64) << halfBits - 1
    let left = value >> halfBits
    let right = value & mask
    let hash = StableHash.finalize(key ^ right &* StableHash.prime1 &+ round &* StableHash.prime0)
    return right << halfBits | (left ^ hash & mask)
  }

  private func halvesExchanged(_ value: UInt64) -> UInt64 {
    let mask = (1 as UInt64) << halfBits - 1
    return (value & mask) << halfBits | value >> halfBits
  }
}
