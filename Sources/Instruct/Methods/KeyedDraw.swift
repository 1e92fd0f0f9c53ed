import Text

/// Random choices that depend on a seed and a place alone, never on what was drawn before.
///
/// Item 7,000 draws the same examples whether the run began at 0 or was resumed at 6,999.
struct KeyedDraw {
  private let key: UInt64
  private var counter: UInt64 = 0

  /// Draws for a place of a run; the purpose separates draws for different ends.
  init(seed: UInt64, purpose: String, item: Int) {
    let base = StableHash.mix(seed ^ StableHash.prime0, StableHash.hash64(purpose))
    key = StableHash.finalize(base ^ StableHash.finalize(UInt64(truncatingIfNeeded: item)))
  }

  mutating func next() -> UInt64 {
    counter &+= 1
    return StableHash.finalize(StableHash.mix(key ^ counter, StableHash.prime1))
  }

  /// Distinct numbers below `limit` in random order; all of them when there are not enough.
  mutating func distinct(_ count: Int, below limit: Int) -> [Int] {
    var chosen: [Int] = []
    // The last places of a virtual shuffle that have been moved.
    var moved: [Int: Int] = [:]
    for place in 0..<min(count, limit) {
      let span = UInt64(limit - place)
      let other = place + Int(next().multipliedFullWidth(by: span).high)
      chosen.append(moved[other] ?? other)
      moved[other] = moved[place] ?? place
    }
    return chosen
  }
}
