import Deduplication
import TestSupport
import Testing

@Suite struct ShingleSketchTests {
  private func bytes(_ hashes: some Sequence<UInt32>, size: Int = 4096) -> [UInt8] {
    var builder = SketchBuilder()
    // The lower half is not part of the sketch.
    let shingles = ContiguousArray(hashes.map { UInt64($0) << 32 | 0x1234 })
    builder.build(shingles, textBytes: 77, sketchSize: size)
    return builder.bytes
  }

  private func similarity(
    _ left: [UInt8], _ right: [UInt8], atLeast minimum: Double, size: Int = 4096
  ) -> Double? {
    left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        guard let one = ShingleSketch(left), let other = ShingleSketch(right) else { return nil }
        return one.similarity(to: other, atLeast: minimum, sketchSize: size)
      }
    }
  }

  @Test("a sketch holds the smallest distinct hashes in order", arguments: UInt64(0)..<40)
  func contents(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    // Some seeds draw from a few values or from one narrow range, which defeats bucket sorting.
    let limit: UInt32 = seed % 3 == 0 ? 50 : seed % 3 == 1 ? 1 << 12 : .max
    let count = Int.random(in: 0...3000, using: &random)
    let hashes = (0..<count).map { _ in UInt32.random(in: 0...limit, using: &random) }
    let expected = Set(hashes).sorted()
    bytes(hashes, size: 500).withUnsafeBytes { raw in
      let sketch = ShingleSketch(raw)
      #expect(sketch?.textBytes == 77)
      #expect(sketch?.isComplete == (expected.count <= 500))
      #expect(
        sketch.map { sketch in (0..<sketch.count).map { sketch[$0] } }
          == Array(expected.prefix(500)))
    }
  }

  @Test(
    "within the sketch size the similarity is exact, at every minimum", arguments: UInt64(0)..<200)
  func exact(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let left = Set(
      (0..<Int.random(in: 1...60, using: &random)).map { _ in
        UInt32.random(in: 0..<80, using: &random)
      })
    let right = Set(
      (0..<Int.random(in: 1...60, using: &random)).map { _ in
        UInt32.random(in: 0..<80, using: &random)
      })
    let truth = TestTexts.jaccard(left, right)
    for minimum in [0.0001, 0.3, 0.5, 0.7, truth, truth.nextUp] where minimum > 0 && minimum <= 1 {
      let found = similarity(bytes(left), bytes(right), atLeast: minimum)
      #expect(found == (truth >= minimum ? truth : nil))
    }
  }

  @Test(
    "beyond the sketch size the estimate is within five standard errors",
    arguments: [0.55, 0.7, 0.8, 0.95], [1.0, 0.02])
  func estimate(similarity wanted: Double, shareOfSmaller: Double) {
    var random = SplitMix64(seed: UInt64(wanted * 100))
    let union = 60_000
    let common = Int(wanted * Double(union))
    var left: [UInt32] = []
    var right: [UInt32] = []
    for index in 0..<union {
      let hash = random.next32()
      if index < common || Double(index % 100) < 100 * shareOfSmaller / 2 { left.append(hash) }
      if index < common || Double(index % 100) >= 100 * shareOfSmaller / 2 { right.append(hash) }
    }
    let truth = TestTexts.jaccard(Set(left), Set(right))
    let found = similarity(
      bytes(left, size: 1024), bytes(right, size: 1024), atLeast: 0.3, size: 1024)
    let error = (truth * (1 - truth) / 1024).squareRoot()
    #expect(abs((found ?? 0) - truth) < 5 * error)
    #expect(
      similarity(
        bytes(left, size: 1024), bytes(right, size: 1024), atLeast: truth + 6 * error, size: 1024)
        == nil)
  }

  @Test("a short document is compared with a long one by estimate, and found unlike")
  func shortAgainstLong() {
    var random = SplitMix64(seed: 4)
    let long = (0..<50_000).map { _ in random.next32() }
    #expect(
      similarity(
        bytes(long, size: 256), bytes(long.prefix(100), size: 256), atLeast: 0.1, size: 256) == nil)
  }

  @Test("bytes that are no sketch are refused", arguments: [0, 8, 15, 17, 18])
  func refused(count: Int) {
    [UInt8](repeating: 0, count: count).withUnsafeBytes { #expect(ShingleSketch($0) == nil) }
  }

  @Test("more hashes than distinct shingles are refused")
  func inconsistent() {
    var damaged = bytes([1, 2, 3] as [UInt32])
    damaged[8] = 2
    damaged.withUnsafeBytes { #expect(ShingleSketch($0) == nil) }
  }

  @Test("documents without shingles are similar to nothing")
  func empty() {
    #expect(similarity(bytes([]), bytes([]), atLeast: 0.0001) == nil)
  }
}

extension SplitMix64 {
  fileprivate mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }
}
