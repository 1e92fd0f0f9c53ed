import Testing
import Tokens

@Suite struct MixturePlanTests {
  static let billion = 1_000_000_000

  /// Table 2.2 of the GPT-3 paper.
  ///
  /// Its columns do not fit together for WebText2 (printed 2.9)
  /// and Wikipedia (printed 3.4), whose printed weights and sizes give 3.4 and 3.0.
  @Test("GPT-3's mixture gives the epochs of its table where the table agrees with itself")
  func gpt3() throws {
    let rows: [(String, Int, Double)] = [
      ("common-crawl", 410, 0.60), ("webtext2", 19, 0.22), ("books1", 12, 0.08),
      ("books2", 55, 0.08), ("wikipedia", 3, 0.03),
    ]
    let sources = rows.map { MixtureSource(name: $0.0, tokens: $0.1 * Self.billion, documents: 1) }
    let weights = Dictionary(uniqueKeysWithValues: rows.map { ($0.0, $0.2) })
    // The weights sum to 1.01, so a budget of 303 billion gives each its printed part of 300.
    let plan = try MixturePlan(
      sources: sources,
      settings: MixtureSettings(weights: weights, maximumEpochs: 10, tokens: 303 * Self.billion))
    let epochs = plan.shares.map { ($0.epochs * 100).rounded() / 100 }
    #expect(epochs == [0.44, 3.47, 2.0, 0.44, 3.0])
    #expect(plan.notes.isEmpty)
    #expect(abs(plan.tokens - 303 * Self.billion) < 5)
  }

  @Test("without weights every source is taken once")
  func proportional() throws {
    let sources = [
      MixtureSource(name: "a", tokens: 700, documents: 3),
      MixtureSource(name: "b", tokens: 300, documents: 2),
      MixtureSource(name: "none", tokens: 0, documents: 0),
    ]
    let plan = try MixturePlan(sources: sources, settings: MixtureSettings())
    #expect(plan.shares.map(\.tokens) == [700, 300, 0])
    #expect(plan.shares.map(\.epochs) == [1, 1, 0] && plan.notes.isEmpty)
    #expect(plan.fraction(of: plan.shares[0]) == 0.7)
  }

  @Test("what a capped source cannot give goes to the others by their weights")
  func caps() throws {
    let sources = [("a", 10), ("b", 1000), ("c", 1000)].map {
      MixtureSource(name: $0.0, tokens: $0.1, documents: 1)
    }
    let plan = try MixturePlan(
      sources: sources,
      settings: MixtureSettings(weights: ["a": 0.5, "b": 0.3, "c": 0.2], tokens: 1000))
    #expect(plan.shares.map(\.tokens) == [40, 576, 384])
    #expect(plan.shares.map(\.isCapped) == [true, false, false])
    #expect(plan.notes.count == 1 && plan.notes[0].contains("'a' is capped at 4.0 epochs"))
    let starved = try MixturePlan(
      sources: sources,
      settings: MixtureSettings(weights: ["a": 0.5, "b": 0.5], maximumEpochs: 2, tokens: 10_000))
    #expect(starved.shares.map(\.tokens) == [20, 2000, 0])
    #expect(starved.notes.contains { $0.contains("every source is capped") })
  }

  @Test("repeated tokens are worth what Muennighoff's formula says")
  func effectiveTokens() throws {
    let source = MixtureSource(name: "a", tokens: 1000, documents: 1)
    for (epochs, expected) in [(0.5, 500.0), (1, 1000), (4, 3725.6), (40, 15_169.0)] {
      let plan = try MixturePlan(
        sources: [source],
        settings: MixtureSettings(weights: ["a": 1], maximumEpochs: 50, tokens: Int(epochs * 1000)))
      #expect(abs(plan.shares[0].effectiveTokens - expected) < 0.2)
      #expect(plan.notes.isEmpty == (epochs <= 4))
    }
  }

  @Test(
    "settings that cannot be meant are refused by name",
    arguments: [
      MixtureSettings(weights: ["x": 1]), MixtureSettings(weights: ["a": -1]),
      MixtureSettings(weights: ["a": 0]), MixtureSettings(weights: ["a": .infinity]),
      MixtureSettings(maximumEpochs: 0), MixtureSettings(maximumEpochs: .nan),
      MixtureSettings(tokens: 0), MixtureSettings(tokens: .max),
    ])
  func refusals(settings: MixtureSettings) {
    let sources = [MixtureSource(name: "a", tokens: 10, documents: 1)]
    #expect(throws: MixtureError.self) { _ = try MixturePlan(sources: sources, settings: settings) }
  }
}
