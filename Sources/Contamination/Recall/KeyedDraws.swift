import Text

/// Numbers drawn from a seed: the same on every machine, in every run.
///
/// Source: SplitMix64; Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
struct KeyedDraws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return StableHash.finalize(state)
  }

  /// A number from 0 to `bound` - 1: the high half of a product, which favours some numbers by less than
  /// `bound` / 2^64.
  mutating func index(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Brings values into random order (Fisher and Yates, from the end).
  mutating func shuffle<Value>(_ values: inout [Value]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, index(below: last + 1))
    }
  }
}
