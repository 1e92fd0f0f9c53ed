import Deduplication
import TestSupport
import Testing

@Suite struct BloomFilterTests {
  /// Distinct hashes: SplitMix64 does not repeat within its period.
  private func hashes(_ count: Int, seed: UInt64) -> [UInt64] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in random.next() }
  }

  /// The fraction of `asked` new hashes that a filter with `elements` others finds.
  private func measuredRate(_ size: BloomSize, elements: Int, asked: Int) throws -> Double {
    let filter = try BlockedBloomFilter(size)
    let all = hashes(elements + asked, seed: UInt64(elements))
    for hash in all[..<elements] { filter.insert(hash) }
    for hash in all[..<elements] { #expect(filter.contains(hash)) }
    return Double(all[elements...].count { filter.contains($0) }) / Double(asked)
  }

  private static let sized = [0.1, 0.01, 0.001].flatMap { rate in
    [1000, 4096, 20_000, 65_536].map { (rate, $0) }
  }

  @Test("a filter made for a rate errs at that rate", arguments: sized)
  func sizedForRate(rate: Double, elements: Int) throws {
    let size = BloomSize(elements: elements, falsePositiveRate: rate)
    let asked = 100_000
    let measured = try measuredRate(size, elements: elements, asked: asked)
    let expected = size.falsePositiveRate(elements: elements)
    #expect(expected <= rate && expected > 0.75 * rate)
    // Four standard errors of counting, and a tenth for the spread from filter to filter.
    let allowance = 4 * (rate / Double(asked)).squareRoot() + 0.1 * rate
    #expect(abs(measured - expected) < allowance, "measured \(measured), computed \(expected)")
  }

  @Test("every size errs as computed, powers of two and their neighbours too", arguments: 10...17)
  func powersOfTwo(exponent: Int) throws {
    for bytes in [1 << exponent - 64, 1 << exponent, 1 << exponent + 64] {
      let elements = bytes * 8 / 10
      let size = BloomSize(bytes: bytes, elements: elements)
      #expect(size.bytes == bytes)
      let measured = try measuredRate(size, elements: elements, asked: 100_000)
      let expected = size.falsePositiveRate(elements: elements)
      #expect(abs(expected - 0.0096) < 0.0003)
      #expect(abs(measured - expected) < 0.004, "\(bytes) bytes: \(measured), not \(expected)")
    }
  }

  @Test(
    "bits per element are those of the blocked filter",
    // By bisection of the same sum with exp and lgamma in Python.
    arguments: [
      (0.5, 1.443), (0.1, 4.836), (0.01, 9.918), (0.001, 15.545), (0.0001, 22.029),
      (0.00001, 29.667), (0.000001, 38.817), (1e-9, 85.272),
    ])
  func bitsPerElement(rate: Double, bits: Double) {
    let elements = 10_000_000
    let size = BloomSize(elements: elements, falsePositiveRate: rate)
    #expect(abs(Double(size.bytes * 8) / Double(elements) - bits) < 0.002 * bits)
  }

  @Test("capacity is the last number of elements within the rate")
  func capacity() {
    for blocks in [1, 7, 64, 1000] {
      let size = BloomSize(blocks: blocks, probes: 6)
      let capacity = size.capacity(falsePositiveRate: 0.01)
      #expect(size.falsePositiveRate(elements: capacity) <= 0.01)
      #expect(size.falsePositiveRate(elements: capacity + 1) > 0.01)
    }
    #expect(BloomSize(blocks: 1, probes: 1).falsePositiveRate(elements: 1 << 60) == 1)
    #expect(BloomSize(elements: 0, falsePositiveRate: 0.01).blocks == 1)
  }

  @Test("insert tells what was there and counts what was not", arguments: 1...16)
  func insert(probes: Int) throws {
    let filter = try BlockedBloomFilter(BloomSize(blocks: 4096, probes: probes))
    let hashes = hashes(500, seed: UInt64(probes))
    for hash in hashes {
      #expect(filter.contains(hash) == filter.insert(hash))
      #expect(filter.insert(hash))
    }
    #expect((498...500).contains(filter.count))
  }

  @Test("memory that the system does not have is an error")
  func noMemory() {
    let error = #expect(throws: BloomFilterError.self) {
      try BlockedBloomFilter(BloomSize(blocks: 1 << 54, probes: 1))
    }
    #expect(error?.problem == .noMemory(bytes: 1 << 60))
  }
}
