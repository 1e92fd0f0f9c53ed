import CKernels
import TestSupport

/// The instruction sets this CPU runs, by name: the arguments of differential tests.
let instructionSets: [String] = (0..<Int32(SLUICE_ISA_COUNT))
  .filter { sluice_isa_available($0) }.map { String(cString: sluice_isa_name($0)) }

/// Runs a body with every kernel forced to one instruction set, then goes back to the best.
func with<Result>(instructionSet name: String, _ body: () throws -> Result) rethrows -> Result {
  try ExclusiveCompute.run {
    for isa in 0..<Int32(SLUICE_ISA_COUNT) where String(cString: sluice_isa_name(isa)) == name {
      sluice_force_isa(isa)
    }
    defer { sluice_force_isa(Int32(SLUICE_ISA_BEST)) }
    return try body()
  }
}

/// Random sizes and contents; the seed is the test case.
struct KernelCase {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func size(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func flag() -> Bool { Bool.random(using: &random) }

  /// Values in -1 ...
  ///
  /// 1, between one and four floats past the start of the block, so that vectors are not aligned.
  mutating func floats(_ count: Int) -> Unaligned {
    let block = Unaligned(count: count, shift: size(1...4))
    for index in 0..<count { block[index] = Float.random(in: -1...1, using: &random) }
    return block
  }

  /// Starts of the documents of B sequences of T positions, by position: some long, most short.
  mutating func starts(B: Int, T: Int) -> [Int32] {
    let newEvery = size(1...60)
    var starts: [Int32] = []
    for position in 0..<B * T {
      let isNew = position % T == 0 || size(1...newEvery) == 1
      starts.append(isNew ? Int32(position % T) : starts[position - 1])
    }
    return starts
  }

  mutating func tokens(_ count: Int, below limit: Int) -> [Int32] {
    (0..<count).map { _ in Int32(size(0...(limit - 1))) }
  }
}

/// A block of floats at an address that is a multiple of 4 and usually of nothing more.
final class Unaligned {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let block: UnsafeMutablePointer<Float>

  init(count: Int, shift: Int = 1) {
    block = .allocate(capacity: count + shift)
    block.initialize(repeating: 0, count: count + shift)
    base = block + shift
    self.count = count
  }

  deinit { block.deallocate() }

  subscript(index: Int) -> Float {
    get { base[index] }
    set { base[index] = newValue }
  }

  var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

  func copy() -> Unaligned {
    let other = Unaligned(count: count, shift: 3)
    other.base.update(from: base, count: count)
    return other
  }
}

/// The largest difference over the largest expected magnitude.
func error(_ found: Unaligned, _ expected: Unaligned) -> Float {
  var difference: Float = 0
  var magnitude: Float = 1e-6
  for index in 0..<expected.count {
    let distance = abs(found[index] - expected[index])
    difference = distance.isNaN ? .infinity : max(difference, distance)
    magnitude = max(magnitude, abs(expected[index]))
  }
  return difference / magnitude
}
