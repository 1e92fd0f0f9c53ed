import Pipelines
import Testing
import Tokens

@Suite struct MixturePlanTests {
  static let billion = 1_000_000_000

  static func sources(_ sizes: [Int]) -> [MixtureSource] {
    zip(["a", "b", "c", "d", "e"], sizes).map {
      MixtureSource(name: $0, tokens: $1, documents: max(1, $1 / 10))
    }
  }

  static func settings(_ change: (inout MixtureSettings) -> Void) -> MixtureSettings {
    var settings = MixtureSettings()
    change(&settings)
    return settings
  }

  /// Table 2.2 of the GPT-3 paper.
  ///
  /// Its columns do not fit together for WebText2 (printed 2.9)
  /// and Wikipedia (printed 3.4), whose printed weights and sizes give 3.4 and 3.0.
  @Test("GPT-3's mixture gives the epochs of its table where the table agrees with itself")
  func gpt3() throws {
    let sources = Self.sources([410, 19, 12, 55, 3].map { $0 * Self.billion })
    // The weights sum to 1.01, so a budget of 303 billion gives each its printed part of 300.
    let plan = try MixturePlan(
      sources: sources,
      settings: MixtureSettings(
        weights: ["a": 0.60, "b": 0.22, "c": 0.08, "d": 0.08, "e": 0.03],
        tokens: 303 * Self.billion))
    let epochs = plan.shares.map { ($0.epochs * 100).rounded() / 100 }
    #expect(epochs == [0.44, 3.47, 2.0, 0.44, 3.0])
    #expect(plan.notes.isEmpty)
    #expect(abs(plan.tokens - 303 * Self.billion) < 5)
    // The other way about: the epochs of the table give its weights.
    let again = try MixturePlan(
      sources: sources,
      settings: Self.settings { $0.epochs = ["a": 0.44, "b": 2.9, "c": 1.9, "d": 0.43, "e": 3.4] })
    let weights = again.shares.map { ($0.askedFraction * 100).rounded() / 100 }
    #expect(weights == [0.62, 0.19, 0.08, 0.08, 0.03])
    #expect(again.shares.map { ($0.epochs * 100).rounded() / 100 } == [0.44, 2.9, 1.9, 0.43, 3.4])
  }

  @Test("without weights every source is taken once")
  func proportional() throws {
    let plan = try MixturePlan(sources: Self.sources([700, 300, 0]), settings: MixtureSettings())
    #expect(plan.shares.map(\.tokens) == [700, 300, 0])
    #expect(plan.shares.map(\.epochs) == [1, 1, 0] && plan.notes.isEmpty)
    #expect(plan.fraction(of: plan.shares[0]) == 0.7)
  }

  /// The worked example of the reference: budget 60, at most 4 epochs.
  @Test("UniMax gives small sources all they can and the others the same")
  func unimax() throws {
    let plan = try MixturePlan(
      sources: Self.sources([1, 10, 100]),
      settings: Self.settings {
        $0.method = .unimax
        $0.tokens = 60
      })
    #expect(plan.shares.map(\.tokens) == [4, 28, 28])
    #expect(plan.shares.map(\.isCapped) == [true, false, false])
    #expect(plan.notes.count == 1 && plan.notes[0].contains("'a' is capped at 4 epochs"))
    #expect(plan.notes[0].contains("in equal parts"))
    let shuffled = try MixturePlan(
      sources: Self.sources([100, 1, 10]),
      settings: Self.settings {
        $0.method = .unimax
        $0.tokens = 60
      })
    #expect(shuffled.shares.map(\.tokens) == [28, 4, 28])
  }

  @Test("a temperature lifts small sources by its exponent")
  func temperature() throws {
    let plan = try MixturePlan(
      sources: Self.sources([10_000, 100, 1]),
      settings: Self.settings {
        $0.temperature = 2
        $0.tokens = 111
      })
    // Square roots 100, 10 and 1 of 111; the last may be taken once in four.
    #expect(plan.shares.map(\.tokens) == [100, 10, 1])
    let even = try MixturePlan(
      sources: Self.sources([800, 200]), settings: Self.settings { $0.temperature = 1 })
    #expect(even.shares.map(\.tokens) == [800, 200])
  }

  @Test("what a capped source cannot give goes to the others by their weights")
  func caps() throws {
    let sources = Self.sources([10, 1000, 1000])
    let plan = try MixturePlan(
      sources: sources,
      settings: MixtureSettings(weights: ["a": 0.5, "b": 0.3, "c": 0.2], tokens: 1000))
    #expect(plan.shares.map(\.tokens) == [40, 576, 384])
    #expect(plan.shares.map(\.isCapped) == [true, false, false])
    #expect(plan.notes.count == 1 && plan.notes[0].contains("'a' is capped at 4 epochs"))
    let own = try MixturePlan(
      sources: sources,
      settings: Self.settings {
        $0.weights = ["a": 0.5, "b": 0.3, "c": 0.2]
        $0.tokens = 1000
        $0.maximumEpochs = .named(["a": 1, "b": 0.1])
      })
    #expect(own.shares.map(\.tokens) == [10, 100, 890])
  }

  @Test("a target that cannot be met names every source's limit, and the most that can be had")
  func shortfall() throws {
    var settings = Self.settings {
      $0.weights = ["a": 0.5, "b": 0.5]
      $0.maximumEpochs = .all(2)
      $0.tokens = 10_000
    }
    let sources = Self.sources([10, 1000, 1000])
    let error = #expect(throws: SettingsProblem.self) {
      _ = try MixturePlan(sources: sources, settings: settings)
    }
    let text = error?.message ?? ""
    #expect(error?.setting == "tokens")
    for part in ["10,000", "at most 2,020", "a 20 (2 epochs of 10)", "b 2,000 (2 epochs of 1,000)"]
    {
      #expect(text.contains(part), "\(text)")
    }
    settings.allowSmaller = true
    let smaller = try MixturePlan(sources: sources, settings: settings)
    #expect(smaller.shares.map(\.tokens) == [20, 2000, 0])
    #expect(smaller.notes.contains { $0.contains("every source is capped: 2,020") })
    // Nobody asked for a number: the set is what the weights and caps give.
    settings.tokens = nil
    settings.allowSmaller = false
    settings.maximumEpochs = .all(0.5)
    let unasked = try MixturePlan(sources: sources, settings: settings)
    #expect(unasked.shares.map(\.tokens) == [5, 500, 0])
  }

  @Test("a part of a source that stays unused is said")
  func fraction() throws {
    let plan = try MixturePlan(
      sources: Self.sources([500, 1000]),
      settings: Self.settings { $0.maximumFraction = .named(["a": 0.5]) })
    #expect(plan.notes.count == 1 && plan.notes[0].contains("'a' gives 0.5 of its documents"))
  }

  @Test("repeated tokens are worth what Muennighoff's formula says")
  func effectiveTokens() throws {
    let source = MixtureSource(name: "a", tokens: 1000, documents: 1)
    for (epochs, expected) in [(0.5, 500.0), (1, 1000), (4, 3725.6), (40, 15_169.0)] {
      let plan = try MixturePlan(
        sources: [source],
        settings: Self.settings {
          $0.epochs = ["a": epochs]
        })
      #expect(abs(plan.shares[0].effectiveTokens - expected) < 0.2)
      #expect(plan.notes.isEmpty == (epochs <= 4))
    }
    var rehydrated = source
    rehydrated.uniqueTokens = 250
    let plan = try MixturePlan(sources: [rehydrated], settings: MixtureSettings())
    #expect(plan.shares[0].epochs == 1 && plan.shares[0].repetition == 4)
    #expect(abs(plan.shares[0].effectiveTokens - 3725.6 / 4) < 0.1)
  }

  @Test("more than 40 repetitions need force")
  func force() throws {
    var settings = Self.settings { $0.epochs = ["a": 41] }
    let error = #expect(throws: SettingsProblem.self) {
      _ = try MixturePlan(sources: Self.sources([1000]), settings: settings)
    }
    #expect(error?.message.contains("41 times") == true)
    settings.force = true
    let plan = try MixturePlan(sources: Self.sources([1000]), settings: settings)
    #expect(plan.shares[0].tokens == 41_000 && plan.notes.count == 1)
  }

  @Test(
    "settings that cannot be meant are refused by name",
    arguments: [
      ("weights", settings { $0.weights = ["x": 1] }),
      ("weights.a", settings { $0.weights = ["a": -1] }),
      ("weights", settings { $0.weights = ["a": 0] }),
      ("weights.a", settings { $0.weights = ["a": .infinity] }),
      ("maximumEpochs", settings { $0.maximumEpochs = .all(0) }),
      ("maximumEpochs", settings { $0.maximumEpochs = .all(.nan) }),
      ("maximumEpochs.a", settings { $0.maximumEpochs = .named(["a": 1001]) }),
      ("maximumFraction", settings { $0.maximumFraction = .all(1.1) }),
      ("maximumFraction", settings { $0.maximumFraction = .named(["x": 1]) }),
      ("tokens", settings { $0.tokens = 0 }), ("tokens", settings { $0.tokens = .max }),
      ("temperature", settings { $0.temperature = 0 }),
      ("method", settings { $0.method = .temperature }),
      (
        "weights",
        settings { ($0.weights, $0.temperature, $0.method) = (["a": 1], 2, .temperature) }
      ),
      ("temperature", settings { ($0.weights, $0.temperature) = (["a": 1], 2) }),
      ("epochs.a", settings { $0.epochs = ["a": -2] }),
      ("tokens", settings { ($0.epochs, $0.tokens) = (["a": 2], 10) }),
      (
        "rehydrate.maximumCopies",
        settings { $0.rehydrate = Rehydration(copies: .log2, maximumCopies: 0) }
      ),
    ])
  func refusals(setting: String, settings: MixtureSettings) {
    let error = #expect(throws: SettingsProblem.self) {
      _ = try MixturePlan(sources: Self.sources([10]), settings: settings)
    }
    #expect(error?.setting == setting)
  }
}
