import Contamination
import Glibc
import TestSupport
import Testing

@Suite struct CanonicalOrderTests {
  /// Items of one byte, their position, so that a likelihood can see the order.
  private static func items(_ count: Int) -> [[UInt8]] {
    (0..<count).map { [UInt8($0)] }
  }

  /// Items that follow on the one before them in the file.
  private static func successions(_ tokens: [UInt8]) -> Double {
    Double(zip(tokens, tokens.dropFirst()).count { $0 + 1 == $1 })
  }

  @Test func `a model that knows the order is found`() throws {
    let found = try #require(
      try CanonicalOrderTest(shards: 10, shuffles: 19).run(Self.items(100)) {
        Self.successions($0)
      })
    #expect(found.shards == 10)
    #expect(found.meanDifference > 7)
    #expect(found.pValue < 1e-9)
    #expect(found.permutationPValue == 0.05)
  }

  @Test(
    "p is spread evenly for a model that does not know the order", arguments: [1, 2, 3] as [UInt64])
  func exchangeable(seed: UInt64) throws {
    // The likelihood of a sequence is a random number that depends on it.
    var below: [Double] = []
    var belowByPermutation: [Double] = []
    for trial in 0..<200 {
      let test = CanonicalOrderTest(shards: 8, shuffles: 19, seed: seed)
      let found = try #require(
        try test.run(Self.items(40)) { tokens in
          var mixed = SplitMix64(
            seed: tokens.reduce(UInt64(trial) &* 977 &+ seed) {
              $0 &* 1_000_003 &+ UInt64($1)
            })
          return Double(mixed.next() >> 11) * 0x1p-53
        })
      below.append(found.pValue)
      belowByPermutation.append(found.permutationPValue)
    }
    for values in [below, belowByPermutation] {
      for level in [0.1, 0.3, 0.5, 0.8] {
        let share = Double(values.count { $0 <= level + 1e-9 }) / 200
        #expect(abs(share - level) < 4 * (level * (1 - level) / 200).squareRoot(), "\(level)")
      }
    }
  }

  /// `scipy.stats.ttest_1samp(differences, 0, alternative="greater")`, SciPy 1.17.1.
  @Test func `the statistic of known differences is that of SciPy`() throws {
    // With two items in a shard a shuffle keeps or swaps them; only the file order is told apart.
    let differences = [1.5, -0.2, 0.7, 2.2, 0.1]
    var seen = 0
    let found = try #require(
      try CanonicalOrderTest(shards: 5, shuffles: 1).run(Self.items(10)) { tokens in
        defer { seen += 1 }
        return seen.isMultiple(of: 2) ? differences[Int(tokens[0]) / 2] : 0
      })
    #expect(abs(try #require(found.statistic) - 1.9395755217253317) < 1e-12)
    #expect(abs(found.pValue - 0.062219018998471785) < 1e-12)
    #expect(found.permutationPValue == 0.5)
  }

  @Test func `all items stand in a shard once, and shuffles keep them`() throws {
    var documents: [[UInt8]] = []
    _ = try CanonicalOrderTest(shards: 4, shuffles: 2).run(Self.items(18)) {
      documents.append($0)
      return 0
    }
    let files = stride(from: 0, to: documents.count, by: 3).map { documents[$0] }
    #expect(files.flatMap { $0 } == (0..<18).map { UInt8($0) })
    for (position, document) in documents.enumerated() {
      #expect(document.sorted() == files[position / 3])
    }
    #expect(documents[1] != documents[0] || documents[2] != documents[0])
  }

  @Test("sets too small to be shuffled in two shards have no test", arguments: [0, 1, 3])
  func tooSmall(count: Int) throws {
    #expect(try CanonicalOrderTest().run(Self.items(count)) { _ in 0 } == nil)
  }

  @Test func `a likelihood that sees no difference proves nothing`() throws {
    let found = try #require(try CanonicalOrderTest().run(Self.items(200)) { _ in -3 })
    #expect(found.statistic == nil)
    #expect(found.pValue == 1)
    #expect(found.permutationPValue == 1)
  }
}
