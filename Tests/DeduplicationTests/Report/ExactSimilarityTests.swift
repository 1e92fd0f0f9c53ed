import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct ExactSimilarityTests {
  private func measure(
    _ first: String, _ second: String, _ settings: MinHashSettings = MinHashSettings()
  ) -> ExactSimilarity.Measure {
    var similarity = ExactSimilarity(settings)
    return similarity.measure(Array(first.utf8), Array(second.utf8))
  }

  @Test("shingles of both over those of either, and over those of the first")
  func byHand() {
    var settings = MinHashSettings()
    settings.shingleSize = 2
    // ab bc cd | ab bc ce: two of four.
    #expect(measure("a b c d", "A, b! c e", settings) == .init(jaccard: 0.5, containment: 2 / 3.0))
    // Repeats count once: ab ba | ab bc.
    #expect(measure("a b a b a", "a b c", settings) == .init(jaccard: 1 / 3.0, containment: 0.5))
    #expect(measure("a b", "x a b c", settings).containment == 1)
    #expect(measure("", "a b") == .init(jaccard: 0, containment: 0))
    #expect(measure("", "") == .init(jaccard: 0, containment: 0))
  }

  @Test("random texts measure as sets of Swift do", arguments: UInt64(0)..<50)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func words(_ count: Int) -> [String] {
      (0..<count).map { _ in ["red", "blue", "GREEN", "ä"][Int(random.next() % 4)] }
    }
    func shingles(_ words: [String]) -> Set<[String]> {
      let lower = words.map { $0.lowercased() }
      guard lower.count >= 3 else { return lower.isEmpty ? [] : [lower] }
      return Set((0...lower.count - 3).map { Array(lower[$0..<$0 + 3]) })
    }
    let (first, second) = (words(Int(random.next() % 60)), words(Int(random.next() % 60)))
    var settings = MinHashSettings()
    settings.shingleSize = 3
    let measured = measure(
      first.joined(separator: " - "), second.joined(separator: " "), settings)
    let (left, right) = (shingles(first), shingles(second))
    let common = Double(left.intersection(right).count)
    let union = Double(left.union(right).count)
    #expect(measured.jaccard == (union == 0 ? 0 : common / union))
    #expect(measured.containment == (left.isEmpty ? 0 : common / Double(left.count)))
  }

  @Test("a text is known by the sketch that was stored for it, ranks or not, and no other text is")
  func sketches() {
    var settings = MinHashSettings()
    settings.sketchSize = 64
    var random = SplitMix64(seed: 7)
    for count in [0, 1, 40, 500] {
      let words = (0..<count).map { _ in "w\(random.next() % 1000)" }
      let text = Array(words.joined(separator: " ").utf8)
      var maker = ShingleMaker(settings)
      var scratch = SharedScratch()
      maker.fill(
        from: Document(id: DocumentID(rawValue: 9), text: text), shared: &scratch)
      var builder = SketchBuilder()
      builder.build(
        maker.hashes, textBytes: text.count, sketchSize: 64, ranks: [0, 0, 0, 0, 0, 0, 0, 1])
      func isText(_ text: [UInt8], _ sketch: [UInt8]) -> Bool {
        var similarity = ExactSimilarity(settings)
        return sketch.withUnsafeBytes { similarity.isText(text, of: $0) }
      }
      #expect(isText(text, builder.bytes))
      #expect(isText(text, builder.bytes + Array("an id".utf8)))
      #expect(!isText(text + Array(" more".utf8), builder.bytes))
      #expect(count < 2 || !isText(text.map { $0 == 0x77 ? 0x76 : $0 }, builder.bytes))
      #expect(!isText(text, [1, 2, 3]))
    }
  }
}
