import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct DocumentForestTests {
  private func components(_ pairs: [(UInt64, UInt64)]) -> [[UInt64]] {
    var forest = DocumentForest()
    for pair in pairs {
      _ = forest.join(DocumentID(rawValue: pair.0), DocumentID(rawValue: pair.1))
    }
    var found: [[UInt64]] = []
    forest.forEachComponent { found.append($0.map(\.rawValue)) }
    return found
  }

  @Test("components are those of a plain search, in any order of pairs", arguments: UInt64(0)..<50)
  func components(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let documents = (0..<60).map { _ in random.next() >> 20 }
    let pairs = (0..<Int.random(in: 0...70, using: &random)).map { _ in
      (
        documents[Int.random(in: 0..<60, using: &random)],
        documents[Int.random(in: 0..<60, using: &random)]
      )
    }
    var expected: [Set<UInt64>] = []
    for pair in pairs {
      var joined: Set = [pair.0, pair.1]
      expected.removeAll { set in
        guard !set.isDisjoint(with: joined) else { return false }
        joined.formUnion(set)
        return true
      }
      expected.append(joined)
    }
    let sorted = expected.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    #expect(components(pairs) == sorted)
    #expect(components(pairs.reversed()) == sorted)
  }

  @Test("joining tells whether documents were apart, so a forest of edges suffices")
  func forest() {
    var forest = DocumentForest()
    let joined = [(1, 2), (2, 3), (1, 3), (5, 4), (4, 1), (3, 5), (7, 7)].filter {
      forest.join(DocumentID(rawValue: $0.0), DocumentID(rawValue: $0.1))
    }
    #expect(joined.map(\.0) == [1, 2, 5, 4])
  }
}
