import Deduplication
import TestSupport
import Testing

@Suite struct DisjointSetsTests {
  @Test(
    "the representative is the smallest member whatever the order of edges",
    arguments: UInt64(0)..<50)
  func orderIndependence(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 60
    let edges = (0..<Int.random(in: 0...70, using: &random)).map { _ in
      (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
    }
    // Reference: spread the smallest label until nothing changes.
    var labels = Array(0..<count)
    var changed = true
    while changed {
      changed = false
      for (one, other) in edges where labels[one] != labels[other] {
        let least = min(labels[one], labels[other])
        labels[one] = least
        labels[other] = least
        changed = true
      }
    }
    for shuffled in [edges, edges.reversed(), edges.shuffled(using: &random)] {
      var sets = DisjointSets(count: count)
      for (one, other) in shuffled { sets.join(one, other) }
      #expect((0..<count).map { sets.representative(of: $0) } == labels)
    }
  }

  @Test("a chain of a million edges ends in one set", arguments: [true, false])
  func chain(ascending: Bool) {
    let count = 1_000_000
    var sets = DisjointSets(count: count)
    for step in 0..<count - 1 {
      let index = ascending ? step : count - 2 - step
      sets.join(index + 1, index)
    }
    #expect((0..<count).allSatisfy { sets.representative(of: $0) == 0 })
  }
}
