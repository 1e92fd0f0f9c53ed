import TestSupport
import Testing
import Text
import Tokens

@Suite struct GlobalOrderTests {
  @Test(
    "every count is permuted, and places are the inverse",
    arguments: Array(UInt64(1)..<70) + [1000, 4096, 5000])
  func permutation(count: UInt64) {
    let permutation = FeistelPermutation(count: count, seed: 7, stream: (1, 2))
    let elements = (0..<count).map { permutation[$0] }
    #expect(elements.sorted() == Array(0..<count))
    for (place, element) in elements.enumerated() {
      #expect(permutation.place(of: element) == UInt64(place))
    }
  }

  @Test("seed, source and epoch each give another permutation")
  func keys() {
    let all = [(1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1)].map { seed, source, epoch in
      let permutation = FeistelPermutation(
        count: 1000, seed: UInt64(seed), stream: (UInt64(source), UInt64(epoch)))
      return (0..<1000).map { permutation[$0] }
    }
    #expect(Set(all).count == 4)
    // A random permutation has one fixed point on average; twenty would be no accident.
    for one in all { #expect(one.enumerated().filter { $0.offset == $0.element }.count < 20) }
  }

  @Test("a hundred million and 2^62 ordinals need no table")
  func largeCounts() {
    for count in [100_000_000, 1 << 62] as [UInt64] {
      let permutation = FeistelPermutation(count: count, seed: 3)
      for place in stride(from: 0, to: count, by: Int(count / 1000)) {
        let element = permutation[place]
        #expect(element < count && permutation.place(of: element) == place)
      }
    }
  }

  @Test("places spread evenly: each sixteenth of a prefix holds about its part")
  func uniformity() {
    let permutation = FeistelPermutation(count: 1_000_000, seed: 11)
    var buckets = [Int](repeating: 0, count: 16)
    for place in 0..<16_000 { buckets[Int(permutation[UInt64(place)] * 16 / 1_000_000)] += 1 }
    // 1,000 expected with a standard deviation of 31; five of them.
    #expect(buckets.allSatisfy { abs($0 - 1000) < 155 })
  }

  struct Corpus {
    var lengths: [[Int]]
    var plan: MixturePlan

    init(seed: UInt64, weights: [String: Double]? = nil, tokens: Int? = nil) throws {
      var random = SplitMix64(seed: seed)
      lengths = [40, 7, 100].map { count in
        (0..<count).map { _ in Int.random(in: 0...50, using: &random) }
      }
      let sources = zip(["a", "b", "c"], lengths).map {
        MixtureSource(name: $0, tokens: $1.reduce(0, +), documents: $1.count)
      }
      plan = try MixturePlan(
        sources: sources, settings: MixtureSettings(weights: weights, tokens: tokens))
    }

    func picks(_ order: inout GlobalOrder, limit: Int = .max) -> [GlobalOrder.Pick] {
      var picks: [GlobalOrder.Pick] = []
      while picks.count < limit, let pick = order.next({ lengths[$0][Int($1)] }) {
        picks.append(pick)
      }
      return picks
    }
  }

  @Test("an order resumed at any document equals the tail of the whole", arguments: UInt64(0)..<12)
  func resume(seed: UInt64) throws {
    let corpus = try Corpus(seed: seed, weights: ["a": 0.3, "b": 0.2, "c": 0.5], tokens: 3000)
    var order = GlobalOrder(plan: corpus.plan, seed: seed)
    let whole = corpus.picks(&order)
    for count in stride(from: 0, through: whole.count, by: 5) {
      var start = GlobalOrder(plan: corpus.plan, seed: seed)
      _ = corpus.picks(&start, limit: count)
      var resumed = GlobalOrder(plan: corpus.plan, seed: seed, state: start.state)
      #expect(corpus.picks(&resumed) == Array(whole[count...]))
    }
  }

  @Test("each epoch holds every document once, in another order")
  func epochs() throws {
    let corpus = try Corpus(seed: 5, weights: ["b": 1], tokens: 1000)
    var order = GlobalOrder(plan: corpus.plan, seed: 9)
    let picks = corpus.picks(&order)
    let first = picks.filter { $0.epoch == 0 }.map(\.document)
    let second = picks.filter { $0.epoch == 1 }.map(\.document)
    #expect(first.sorted() == Array(0..<7) && second.sorted() == first.sorted() && first != second)
  }

  @Test(
    "every source gives its tokens, and no prefix strays by more than a document",
    arguments: UInt64(0)..<8)
  func blending(seed: UInt64) throws {
    let corpus = try Corpus(seed: seed, weights: ["a": 5, "b": 1, "c": 4], tokens: 2500)
    var order = GlobalOrder(plan: corpus.plan, seed: seed)
    var drawn = [0, 0, 0]
    let fractions = corpus.plan.shares.map { corpus.plan.fraction(of: $0) }
    while let pick = order.next({ corpus.lengths[$0][Int($1)] }) {
      drawn[pick.source] += corpus.lengths[pick.source][Int(pick.document)]
      let total = Double(drawn.reduce(0, +))
      for source in 0..<3 {
        #expect(abs(Double(drawn[source]) - fractions[source] * total) <= 100)
      }
    }
    for (share, tokens) in zip(corpus.plan.shares, drawn) {
      #expect(tokens >= share.tokens && tokens <= share.tokens + 50)
    }
  }

  @Test("a source of empty documents does not hold the order up")
  func emptyDocuments() throws {
    let sources = [
      MixtureSource(name: "a", tokens: 0, documents: 5),
      MixtureSource(name: "b", tokens: 6, documents: 3),
    ]
    let plan = try MixturePlan(
      sources: sources, settings: MixtureSettings(weights: ["a": 1, "b": 1]))
    var order = GlobalOrder(plan: plan, seed: 1)
    var picks: [GlobalOrder.Pick] = []
    while let pick = order.next({ source, _ in source == 0 ? 0 : 2 }) { picks.append(pick) }
    #expect(picks.map(\.source) == [1, 1, 1])
  }

  @Test("the split holds out its fraction and does not move when documents are added")
  func validationSplit() {
    let split = ValidationSplit(fraction: 0.1, seed: 4)
    let keys = (0..<20_000).map {
      ValidationSplit.key(printedIdentity: "web/shard-\($0 % 7):\($0)", seed: 0)
    }
    let held = keys.filter(split.isValidation)
    #expect(abs(held.count - 2000) < 220)
    #expect(
      Array(keys[..<10_000]).filter(split.isValidation)
        == held.filter { keys[..<10_000].contains($0) })
    #expect(keys.filter(ValidationSplit(fraction: 0.1, seed: 5).isValidation) != held)
    #expect(keys.filter(ValidationSplit(fraction: 0, seed: 4).isValidation).isEmpty)
    // A larger fraction holds out more of the same documents.
    let more = Set(keys.filter(ValidationSplit(fraction: 0.2, seed: 4).isValidation))
    #expect(held.allSatisfy(more.contains))
  }
}
