import TestSupport
import Testing
import Text
import Tokens

@Suite struct GlobalOrderTests {
  /// Sources of random documents; a document's copies stand in rounds as `Rehydration` places them.
  struct Corpus {
    var lengths: [[Int]] = []
    /// Documents of each round of each source.
    var rounds: [[[UInt64]]] = []
    var plan: MixturePlan

    init(
      seed: UInt64, counts: [Int] = [40, 7, 100], weights: [Double] = [], tokens: Int? = nil,
      rehydration: Rehydration? = nil
    ) throws {
      var random = SplitMix64(seed: seed)
      var sources: [MixtureSource] = []
      for (index, count) in counts.enumerated() {
        let lengths = (0..<count).map { _ in Int.random(in: 0...50, using: &random) }
        var rounds = [[UInt64]](repeating: [], count: rehydration?.rounds ?? 1)
        var source = MixtureSource(name: "s\(index)", tokens: 0, documents: count)
        for document in 0..<count {
          let copies = rehydration?.copies(clusterSize: Int.random(in: 1...40, using: &random)) ?? 1
          let key = Hash128(high: random.next(), low: random.next())
          for round in rehydration?.rounds(of: key, copies: copies) ?? [0] {
            rounds[round].append(UInt64(document))
            source.tokens += lengths[document]
          }
        }
        source.uniqueTokens = lengths.reduce(0, +)
        source.rounds = rounds.map { UInt64($0.count) }
        source.longestDocument = lengths.max() ?? 0
        sources.append(source)
        self.lengths.append(lengths)
        self.rounds.append(rounds)
      }
      var settings = MixtureSettings(tokens: tokens)
      if !weights.isEmpty {
        settings.weights = Dictionary(uniqueKeysWithValues: zip(sources.map(\.name), weights))
      }
      settings.maximumEpochs = .all(1000)
      settings.force = true
      plan = try MixturePlan(sources: sources, settings: settings)
    }

    func next(_ order: inout GlobalOrder) -> GlobalOrder.Pick? {
      order.next { place in
        let document = rounds[place.source][place.round][Int(place.element)]
        return (document, lengths[place.source][Int(document)])
      }
    }

    func picks(_ order: inout GlobalOrder, limit: Int = .max) -> [GlobalOrder.Pick] {
      var picks: [GlobalOrder.Pick] = []
      while picks.count < limit, let pick = next(&order) { picks.append(pick) }
      return picks
    }
  }

  @Test("an order resumed at any document equals the tail of the whole", arguments: UInt64(0)..<12)
  func resume(seed: UInt64) throws {
    let corpus = try Corpus(
      seed: seed, weights: [0.3, 0.2, 0.5], tokens: 3000,
      rehydration: seed % 2 == 0 ? nil : Rehydration(copies: .sqrt, maximumCopies: 4))
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
    let corpus = try Corpus(seed: 5, weights: [0, 1, 0], tokens: 1000)
    var order = GlobalOrder(plan: corpus.plan, seed: 9)
    let picks = corpus.picks(&order)
    let first = picks.filter { $0.epoch == 0 }.map(\.document)
    let second = picks.filter { $0.epoch == 1 }.map(\.document)
    #expect(first.sorted() == Array(0..<7) && second.sorted() == first.sorted() && first != second)
  }

  @Test(
    "every source gives its tokens, and no prefix strays by more than the longest document",
    arguments: UInt64(0)..<40)
  func blending(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let counts = (0..<Int.random(in: 2...12, using: &random)).map { _ in
      Int.random(in: 3...60, using: &random)
    }
    let weights = counts.map { _ in Double.random(in: 0.02...1, using: &random) }
    let corpus = try Corpus(seed: seed, counts: counts, weights: weights)
    var order = GlobalOrder(plan: corpus.plan, seed: seed)
    var drawn = counts.map { _ in 0 }
    let fractions = corpus.plan.shares.map { corpus.plan.fraction(of: $0) }
    var worst = 0.0
    let longest = Double(corpus.lengths.flatMap { $0 }.max() ?? 0)
    while let pick = corpus.next(&order) {
      drawn[pick.source] += corpus.lengths[pick.source][Int(pick.document)]
      let total = Double(drawn.reduce(0, +))
      for source in drawn.indices {
        worst = max(worst, abs(Double(drawn[source]) - fractions[source] * total))
      }
    }
    #expect(worst <= longest)
    for (share, tokens) in zip(corpus.plan.shares, drawn) {
      #expect(tokens >= share.tokens && Double(tokens) <= Double(share.tokens) + longest)
    }
  }

  @Test(
    "a document is never followed by itself, at the turn of an epoch or between copies",
    arguments: UInt64(0)..<60)
  func neighbours(seed: UInt64) throws {
    let rehydration = seed % 3 == 0 ? nil : Rehydration(copies: .linear, maximumCopies: 5)
    let count = 2 + Int(seed % 7) + (rehydration == nil ? 0 : 30)
    let corpus = try Corpus(
      seed: seed, counts: [count], weights: [1], tokens: count * 400, rehydration: rehydration)
    var order = GlobalOrder(plan: corpus.plan, seed: seed)
    let picks = corpus.picks(&order)
    #expect(picks.count > 3 * count && picks.last?.epoch ?? 0 > 1)
    #expect(zip(picks, picks.dropFirst()).allSatisfy { $0.document != $1.document })
  }

  @Test(
    "in every whole epoch a document stands as often as it has copies", arguments: UInt64(0)..<8)
  func copies(seed: UInt64) throws {
    let rehydration = Rehydration(copies: .log2, maximumCopies: 4)
    let corpus = try Corpus(
      seed: seed, counts: [25], weights: [1], tokens: 8000, rehydration: rehydration)
    var order = GlobalOrder(plan: corpus.plan, seed: seed)
    let picks = corpus.picks(&order)
    let wanted = corpus.rounds[0].flatMap { $0 }.sorted()
    #expect(wanted.count > 25)
    let whole = Int(picks.last?.epoch ?? 0)
    #expect(whole >= 2)
    for epoch in 0..<whole {
      #expect(picks.filter { $0.epoch == UInt32(epoch) }.map(\.document).sorted() == wanted)
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
    while let pick = order.next({ ($0.element, $0.source == 0 ? 0 : 2) }) { picks.append(pick) }
    #expect(picks.map(\.source) == [1, 1, 1])
  }
}
