import TestSupport
import Testing
import Text
import Tokens

@Suite struct RehydrationTests {
  @Test(
    "copies follow the rule up to the most",
    arguments: [
      (Rehydration.Rule.none, [1, 1, 1, 1, 1, 1]), (.log2, [1, 2, 2, 3, 7, 10]),
      (.sqrt, [1, 1, 1, 2, 10, 10]), (.linear, [1, 2, 3, 4, 10, 10]),
    ])
  func copies(rule: Rehydration.Rule, expected: [Int]) {
    let rehydration = Rehydration(copies: rule)
    #expect([1, 2, 3, 4, 100, 100_000].map(rehydration.copies) == expected)
    #expect(rehydration.copies(clusterSize: 0) == 1)
    #expect(
      (1...200).allSatisfy {
        Rehydration(copies: rule, maximumCopies: 3).copies(clusterSize: $0) <= 3
      })
  }

  @Test("copies lie in different rounds, as far apart as they can", arguments: UInt64(0)..<50)
  func rounds(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let most = Int.random(in: 1...30, using: &random)
    let rehydration = Rehydration(copies: .linear, maximumCopies: most)
    let key = Hash128(high: random.next(), low: random.next())
    for copies in 1...most {
      let rounds = rehydration.rounds(of: key, copies: copies)
      #expect(rounds.count == copies && Set(rounds).count == copies)
      #expect(rounds.allSatisfy { (0..<most).contains($0) })
      let following = Array(rounds.dropFirst()) + [rounds[0] + most]
      #expect(zip(rounds, following).allSatisfy { $1 - $0 >= most / copies })
    }
  }

  @Test("impossible numbers of copies are refused")
  func refusals() {
    for copies in [0, -1, 101] {
      #expect(throws: (any Error).self) {
        try Rehydration(copies: .log2, maximumCopies: copies).validate()
      }
    }
  }
}
