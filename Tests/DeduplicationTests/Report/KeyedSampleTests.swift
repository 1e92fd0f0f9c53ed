import Deduplication
import TestSupport
import Testing

@Suite struct KeyedSampleTests {
  @Test("the smallest keys are drawn, whatever the order", arguments: UInt64(0)..<30)
  func order(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let keys = (0..<200).map { _ in random.next() }
    for order in [keys, keys.reversed(), keys.shuffled(using: &random)] {
      var sample = KeyedSample<UInt64>(limit: 17)
      for key in order { sample.add(key &* 2, key: key) }
      #expect(sample.entries.map(\.key) == Array(keys.sorted().prefix(17)))
      #expect(sample.entries.allSatisfy { $0.element == $0.key &* 2 })
      #expect(sample.population == 200)
    }
  }

  @Test("fewer elements than asked for are all drawn, and none where none are asked for")
  func few() {
    var sample = KeyedSample<Int>(limit: 5)
    for element in 0..<3 { sample.add(element, key: UInt64(element)) }
    #expect(sample.entries.map(\.element) == [0, 1, 2])
    var none = KeyedSample<Int>(limit: 0)
    none.add(1, key: 0)
    #expect(none.entries.isEmpty && none.population == 1)
  }
}
