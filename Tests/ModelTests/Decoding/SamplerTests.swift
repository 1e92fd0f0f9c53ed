import Glibc
import Model
import TestSupport
import Testing

@Suite("Sampler")
struct SamplerTests {
  /// Token frequencies over many draws from fixed logits.
  private static func frequencies(
    _ logits: [Float], draws: Int = 20_000, _ edit: (inout SamplingSettings) -> Void
  ) throws -> [Double] {
    var settings = SamplingSettings()
    (settings.temperature, settings.topK, settings.topP) = (1, 0, 1)
    edit(&settings)
    let sampler = try Sampler(settings)
    var counts = [Double](repeating: 0, count: logits.count)
    for draw in 0..<draws {
      let token = logits.withUnsafeBufferPointer { sampler.token(from: $0, draw: draw) }
      counts[Int(token)] += 1 / Double(draws)
    }
    return counts
  }

  private static func softmax(_ logits: [Float], temperature: Double = 1) -> [Double] {
    let weights = logits.map { exp(Double($0) / temperature) }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  static let logits: [Float] = [0.5, 2, -1, 1.5, 2, -40, 0]

  @Test("draws each token as often as the softmax says", arguments: [0.5, 1, 2])
  func frequenciesMatch(temperature: Double) throws {
    let found = try Self.frequencies(Self.logits) { $0.temperature = temperature }
    let expected = Self.softmax(Self.logits, temperature: temperature)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 0.015 })
  }

  @Test("at temperature 0 takes the likeliest token, of equal ones the first")
  func greedy() throws {
    #expect(try Self.frequencies(Self.logits, draws: 50) { $0.temperature = 0 }[1] > 0.99)
    #expect(try Self.frequencies(Self.logits, draws: 50) { $0.topK = 1 }[1] > 0.99)
  }

  @Test("top-k keeps the k likeliest in their proportions")
  func topK() throws {
    let found = try Self.frequencies(Self.logits) { $0.topK = 3 }
    let kept = Self.softmax([2, 1.5, 2])
    #expect(abs(found[1] - kept[0]) < 0.015 && abs(found[3] - kept[1]) < 0.015)
    #expect(abs(found[4] - kept[2]) < 0.015 && found[0] == 0 && found[2] == 0)
  }

  @Test("top-p keeps the fewest that reach the mass, with and without top-k", arguments: [0, 5])
  func topP(topK: Int) throws {
    // Sorted: 0.347 (1), 0.347 (4), 0.211 (3), …: 0.6 takes two, 0.8 three, 0.01 one.
    func kept(_ topP: Double) throws -> Set<Int> {
      let found = try Self.frequencies(Self.logits, draws: 3000) {
        $0.topP = topP; $0.topK = topK
      }
      return Set(found.indices.filter { found[$0] > 0 })
    }
    #expect(try kept(0.6) == [1, 4] && kept(0.8) == [1, 3, 4] && kept(0.01) == [1])
  }

  @Test("the same seed draws the same tokens, another seed others")
  func seeds() throws {
    func tokens(_ seed: UInt64) throws -> [Int32] {
      var settings = SamplingSettings()
      settings.seed = seed
      let sampler = try Sampler(settings)
      return (0..<64).map { draw in
        Self.logits.withUnsafeBufferPointer { sampler.token(from: $0, draw: draw) }
      }
    }
    #expect(try tokens(1) == tokens(1) && tokens(1) != tokens(2))
  }

  @Test("settings out of range are refused by name")
  func ranges() {
    let edits: [(String, (inout SamplingSettings) -> Void)] = [
      ("temperature", { $0.temperature = -1 }), ("temperature", { $0.temperature = .nan }),
      ("topK", { $0.topK = -1 }), ("topP", { $0.topP = 0 }), ("topP", { $0.topP = 1.5 }),
      ("maximumTokens", { $0.maximumTokens = -1 }),
    ]
    for (name, edit) in edits {
      var settings = SamplingSettings()
      edit(&settings)
      let error = #expect(throws: ModelError.self) { _ = try Sampler(settings) }
      #expect(error?.place == name)
    }
  }
}
