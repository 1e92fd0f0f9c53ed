/// datatrove's hash family: `(a * shingle + b)` modulo 2^64, then modulo 2^61 - 1.
///
/// Not the textbook family of that modulus, whose product does not wrap at 2^64, but the one its
/// results come from. Constants: first all a from 1 ..< 2^61 - 1, then all b from 0 ..< 2^61 - 1, as
/// NumPy's `RandomState(1).randint` draws them.
package struct MersennePermutations: Sendable {
  package let multipliers: ContiguousArray<UInt64>
  package let addends: ContiguousArray<UInt64>
  private static let prime: UInt64 = 1 << 61 - 1

  package init(count: Int, seed: UInt32 = 1) {
    var generator = MersenneTwister(seed: seed)
    func draw(below limit: UInt64) -> UInt64 {
      var value: UInt64
      repeat { value = generator.next() & Self.prime } while value >= limit
      return value
    }
    var multipliers: ContiguousArray<UInt64> = []
    for _ in 0..<count { multipliers.append(1 + draw(below: Self.prime - 1)) }
    var addends: ContiguousArray<UInt64> = []
    for _ in 0..<count { addends.append(draw(below: Self.prime)) }
    self.multipliers = multipliers
    self.addends = addends
  }

  /// Replaces `signature` by the minima over the shingles; all ones when there are none.
  package func fill(
    _ signature: inout ContiguousArray<UInt64>, from shingles: ContiguousArray<UInt64>
  ) {
    signature.removeAll(keepingCapacity: true)
    signature.append(contentsOf: repeatElement(.max, count: multipliers.count))
    signature.withUnsafeMutableBufferPointer { minima in
      for shingle in shingles {
        for index in minima.indices {
          let wrapped = multipliers[index] &* shingle &+ addends[index]
          // 2^61 is 1 modulo the prime: the upper three bits are added to the others.
          let folded = wrapped & Self.prime &+ wrapped &>> 61
          minima[index] = min(
            minima[index], folded >= Self.prime ? folded &- Self.prime : folded)
        }
      }
    }
  }
}

/// The generator behind NumPy's `RandomState` (MT19937; Matsumoto and Nishimura 1998).
struct MersenneTwister {
  private var state: [UInt32]
  private var index: Int

  init(seed: UInt32) {
    state = [seed]
    for position in 1..<624 {
      let last = state[position - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ UInt32(position))
    }
    index = 624
  }

  /// The next 64 bits: the first draw of 32 is the upper half, as in NumPy.
  mutating func next() -> UInt64 {
    let upper = UInt64(next32())
    return upper << 32 | UInt64(next32())
  }

  private mutating func next32() -> UInt32 {
    if index == 624 { twist() }
    var value = state[index]
    index += 1
    value ^= value >> 11
    value ^= value << 7 & 0x9D2C_5680
    value ^= value << 15 & 0xEFC6_0000
    return value ^ value >> 18
  }

  private mutating func twist() {
    for position in 0..<624 {
      let mixed =
        state[position] & 0x8000_0000 | state[(position + 1) % 624] & 0x7FFF_FFFF
      let odd: UInt32 = mixed & 1 == 0 ? 0 : 0x9908_B0DF
      state[position] = state[(position + 397) % 624] ^ mixed >> 1 ^ odd
    }
    index = 0
  }
}
