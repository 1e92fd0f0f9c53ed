/// Asks a model itself what it knows of evaluation sets, without a corpus.
public struct BlackBoxProbe: Sendable {
  public var minK: MinKProbability
  /// nil leaves the canonical-order test out, which takes most of the time.
  public var order: CanonicalOrderTest?

  public init(
    minK: MinKProbability = MinKProbability(), order: CanonicalOrderTest? = CanonicalOrderTest()
  ) {
    self.minK = minK
    self.order = order
  }

  /// What stands between items that make up one document.
  static let separator = "\n\n"

  /// Tests sets.
  ///
  /// - Parameters:
  ///   - sets: what the model may have seen.
  ///   - unseen: sets of the same kind that it cannot have seen; empty to compare with nothing.
  ///   - model: its name in the report.
  ///   - scoring: asks the model.
  /// - Returns: scores of all items and the tests of each set.
  /// - Throws: what `scoring` throws.
  public func run(
    _ sets: [BenchmarkSet], unseen: [BenchmarkSet], model: String,
    scoring: inout some TokenScoring
  ) throws -> ProbeReport {
    let others = try unseen.map { try score($0, &scoring) }
    let background = others.flatMap { $0.items.compactMap(\.minK) }
    let benchmarks = try sets.map { set in
      var benchmark = try score(set, &scoring)
      benchmark.minKAboveUnseen = RankComparison(
        benchmark.items.compactMap(\.minK), above: background)
      if let order {
        let items = set.items.map { Array(($0.example + Self.separator).utf8) }
        benchmark.order = try order.run(items) {
          try scoring.logProbabilities(of: $0).reduce(0, +)
        }
      }
      return benchmark
    }
    return ProbeReport(
      model: model, minKPercent: minK.percent, benchmarks: benchmarks, unseen: others)
  }

  private func score(
    _ set: BenchmarkSet, _ scoring: inout some TokenScoring
  ) throws -> ProbeReport.Benchmark {
    let items = try set.items.map { item in
      let text = Array(item.example.utf8)
      let values = text.isEmpty ? [] : try scoring.logProbabilities(of: text)
      return ProbeReport.Item(index: item.index, tokens: values.count, minK: minK.score(values))
    }
    let scores = items.compactMap(\.minK)
    return ProbeReport.Benchmark(
      name: set.name, tokens: items.reduce(0) { $0 + $1.tokens },
      minKMean: scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count), items: items)
  }
}
