import Deduplication
import Pipelines
import TestSupport
import Testing

/// Documents inside longer ones.
@Suite struct ContainmentTests {
  /// Twenty long texts, an excerpt of each, and twenty texts of their own.
  private func shards(excerpt: Int, changing: Double = 0.01) -> [StageHarness.Shard] {
    var random = SplitMix64(seed: UInt64(excerpt))
    var texts: [String] = []
    for _ in 0..<20 {
      let words = TestTexts.words(3000, using: &random)
      let start = Int.random(in: 0...3000 - excerpt, using: &random)
      let part = Array(words[start..<start + excerpt])
      texts.append(
        TestTexts.copy(of: part, replacing: changing, using: &random).joined(separator: " "))
      texts.append(words.joined(separator: " "))
      texts.append(TestTexts.words(excerpt, using: &random).joined(separator: " "))
    }
    return [.init(name: "s", texts: texts)]
  }

  private func settings(_ minimum: Double?) -> MinHashSettings {
    var settings = MinHashSettings()
    settings.minimumContainment = minimum
    return settings
  }

  @Test("excerpts are dropped for the texts they come from, with the share they have in them")
  func excerpts() throws {
    let shards = shards(excerpt: 400)
    let plain = try StageHarness.run(MinHashDeduplication.self, settings(nil), on: shards)
    #expect(plain.dropped.isEmpty)
    let outcome = try StageHarness.run(MinHashDeduplication.self, settings(0.8), on: shards)
    #expect(outcome.dropped.map(\.document.id.record) == Array(stride(from: 0, to: 60, by: 3)))
    let sets = shards[0].texts.map { TestTexts.shingles($0) }
    for (document, reason) in outcome.dropped {
      #expect(reason.rule == "contained")
      #expect(reason.threshold == 0.8)
      let twin = try #require(reason.twin)
      #expect(twin.record == document.id.record + 1)
      let part = sets[document.id.record]
      let common = part.intersection(sets[twin.record]).count
      #expect(reason.value == Double(common) / Double(part.count))
      #expect(document.notes["deduplicate.containment"] == reason.value.map { .number($0) })
    }
    #expect(outcome.tally["containmentRecords"] > 0)
  }

  @Test("a text is not dropped for a part of it, even where the part comes first")
  func wholes() throws {
    var settings = settings(0.8)
    settings.survivor = [.first]
    let outcome = try StageHarness.run(
      MinHashDeduplication.self, settings, on: shards(excerpt: 400))
    #expect(outcome.dropped.isEmpty)
  }

  @Test("excerpts with more changes than allowed stay")
  func belowMinimum() throws {
    let shards = shards(excerpt: 400, changing: 0.1)
    #expect(
      try StageHarness.run(MinHashDeduplication.self, settings(0.95), on: shards).dropped.isEmpty)
  }

  @Test("containment is that of plain sets, or an estimate of it", arguments: UInt64(0)..<60)
  func sketches(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func hashes(_ count: Int) -> [UInt32] {
      (0..<count).map { _ in UInt32(truncatingIfNeeded: random.next()) }
    }
    let whole = hashes(Int.random(in: 1...3000, using: &random))
    let part =
      whole.prefix(Int.random(in: 1...400, using: &random))
      + hashes(Int.random(in: 0...60, using: &random))
    let truth =
      Double(Set(part).intersection(whole).count) / Double(Set(part).count)
    for (size, isExact) in [(4096, true), (1000, whole.count <= 1000)] {
      let found = containment(Array(part), whole, atLeast: 0.5, size: size)
      if isExact {
        #expect(found == (truth >= 0.5 ? truth : nil))
      } else if let found {
        let sample = Double(part.count * size) / Double(whole.count)
        #expect(abs(found - truth) < 5 * (truth * (1 - truth) / sample).squareRoot() + 0.02)
      }
    }
  }

  @Test("too few comparable hashes tell nothing")
  func tooFew() {
    var random = SplitMix64(seed: 5)
    let whole = (0..<50_000).map { _ in UInt32(truncatingIfNeeded: random.next()) }
    #expect(containment(Array(whole.prefix(100)), whole, atLeast: 0.5, size: 4096) == nil)
    #expect(containment(Array(whole.prefix(3000)), whole, atLeast: 0.5, size: 4096) == 1)
    #expect(containment(Array(whole.prefix(100)), whole, atLeast: 0.5, size: 50_000) == 1)
    #expect(containment([], whole, atLeast: 0.5, size: 4096) == nil)
    #expect(containment([1], [], atLeast: 0.5, size: 4096) == nil)
  }

  private func containment(
    _ part: [UInt32], _ whole: [UInt32], atLeast minimum: Double, size: Int
  ) -> Double? {
    func bytes(_ hashes: [UInt32]) -> [UInt8] {
      var builder = SketchBuilder()
      builder.build(
        ContiguousArray(hashes.map { UInt64($0) << 32 }), textBytes: 1, sketchSize: size)
      return builder.bytes
    }
    return bytes(part).withUnsafeBytes { part in
      bytes(whole).withUnsafeBytes { whole in
        guard let one = ShingleSketch(part), let other = ShingleSketch(whole) else { return nil }
        return one.containment(in: other, atLeast: minimum)
      }
    }
  }
}
