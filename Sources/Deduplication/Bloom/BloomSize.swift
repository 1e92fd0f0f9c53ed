/// The size of a blocked Bloom filter and how often it errs.
///
/// A classic filter needs log2(e) log2(1/p) = 1.44 log2(1/p) bits per element for a rate p of false
/// positives. Here all bits of an element lie in one block of 512, one cache line, and some blocks get
/// more elements than others, which takes more bits: 9.9 at p = 10^-2 (3 % more), 15.5 at 10^-3 (8 %), 22.0
/// at 10^-4 (15 %), 29.7 at 10^-5 (24 %) and 38.8 at 10^-6 (35 %). Sizes and rates are those of the blocked
/// filter, computed with the four basic operations alone: the same on every machine.
///
/// Source: Putze, Sanders and Singler 2009, section 3; the spread inside a block by the second moment of
/// its empty bits.
package struct BloomSize: Equatable, Sendable {
  /// Blocks of 64 bytes, at least 1.
  package var blocks: Int
  /// Bits set per element, 1 to 16.
  package var probes: Int

  static let blockBits = 512
  private static let maximumProbes = 16
  /// Elements per block above which every block is as good as full.
  private static let fullLoad = 100_000.0

  package init(blocks: Int, probes: Int) {
    precondition(blocks > 0 && (1...Self.maximumProbes).contains(probes), "a filter has blocks")
    self.blocks = blocks
    self.probes = probes
  }

  /// Memory of the filter.
  package var bytes: Int { blocks * (Self.blockBits / 8) }

  /// The smallest filter that errs at most at this rate when it holds so many distinct elements.
  package init(elements: Int, falsePositiveRate: Double) {
    var best: BloomSize?
    for probes in 1...Self.maximumProbes {
      // Four blocks per element are beyond need for every rate that settings accept.
      var low = 1
      var high = max(4 * elements, 1)
      while low < high {
        let middle = low + (high - low) / 2
        let size = BloomSize(blocks: middle, probes: probes)
        if size.falsePositiveRate(elements: elements) <= falsePositiveRate {
          high = middle
        } else {
          low = middle + 1
        }
      }
      if low < best?.blocks ?? .max { best = BloomSize(blocks: low, probes: probes) }
    }
    self = best ?? BloomSize(blocks: 1, probes: 1)
  }

  /// The filter of at most so many bytes that errs least when it holds so many distinct elements.
  package init(bytes: Int, elements: Int) {
    let blocks = max(1, bytes / (Self.blockBits / 8))
    let sizes = (1...Self.maximumProbes).map { BloomSize(blocks: blocks, probes: $0) }
    let rates = sizes.map { $0.falsePositiveRate(elements: elements) }
    self = zip(sizes, rates).min { $0.1 < $1.1 }?.0 ?? sizes[0]
  }

  /// The most distinct elements at which the filter errs at most at this rate.
  package func capacity(falsePositiveRate: Double) -> Int {
    var low = 0
    var high = blocks * Self.blockBits
    while low < high {
      let middle = low + (high - low + 1) / 2
      if self.falsePositiveRate(elements: middle) <= falsePositiveRate {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }

  /// The probability that an element is found which is not there, when so many distinct ones are.
  ///
  /// The elements of a block are Poisson distributed; what they fill of it decides.
  package func falsePositiveRate(elements: Int) -> Double {
    guard elements > 0 else { return 0 }
    let load = Double(elements) / Double(blocks)
    guard load < Self.fullLoad else { return 1 }
    // Weights relative to that of the likeliest count need no exponential function.
    let mode = Int(load)
    var weights = 0.0
    var sum = 0.0
    func add(_ count: Int, _ weight: Double) {
      weights += weight
      sum += weight * rate(inBlockOf: count)
    }
    var weight = 1.0
    var count = mode
    while weight > 1e-18 {
      add(count, weight)
      count += 1
      weight *= load / Double(count)
    }
    weight = 1
    count = mode
    while count > 0, weight > 1e-18 {
      weight *= Double(count) / load
      count -= 1
      add(count, weight)
    }
    return min(1, sum / weights)
  }

  /// The rate in a block that holds so many elements.
  private func rate(inBlockOf elements: Int) -> Double {
    guard elements > 0 else { return 0 }
    let bits = Double(Self.blockBits)
    let throwCount = elements * probes
    let empty = Self.power(1 - 1 / bits, throwCount)
    let bothEmpty = Self.power(1 - 2 / bits, throwCount)
    let variance = empty / bits + (1 - 1 / bits) * bothEmpty - empty * empty
    let full = 1 - empty
    let pairs = Double(probes * (probes - 1) / 2)
    return Self.power(full, probes) * (1 + pairs * max(0, variance) / (full * full))
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
