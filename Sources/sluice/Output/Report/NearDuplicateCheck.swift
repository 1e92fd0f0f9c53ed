import Deduplication
import Pipelines

/// Compares sampled near duplicates by all their shingles.
struct NearDuplicateCheck {
  private let settings: MinHashSettings
  private let inputs: [InputShard]
  private let sketches: DocumentTables
  private var similarity: ExactSimilarity

  /// - Throws: `FileError` or `SidecarError` where the sketches of the stage are missing or damaged.
  init(_ settings: MinHashSettings, stage: StageInstance, run: RunStages) throws {
    self.settings = settings
    inputs = run.inputs
    sketches = try DocumentTables(
      paths: run.inputs.map {
        run.run.absolute(DataPaths.table(stage.label, input: $0.ordinal))
      })
    similarity = ExactSimilarity(settings)
  }

  /// Whether a text that the run left is the one that the stage compared.
  mutating func isObserved(_ text: [UInt8], of document: DocumentID) throws -> Bool {
    try sketches.withBytes(of: document) { similarity.isText(text, of: $0) } ?? false
  }

  /// Compares the pairs of a sample; nil without one.
  mutating func precision(
    _ sample: KeyedSample<DuplicateScan.Pair>, _ texts: RunDocuments
  ) throws -> PrecisionReport? {
    guard !sample.entries.isEmpty else { return nil }
    var pairs: [CheckedPair] = []
    for entry in sample.entries {
      let survivor = try texts.text(of: entry.element.survivor)
      guard try isObserved(survivor, of: entry.element.survivor) else { continue }
      let measure = similarity.measure(try texts.text(of: entry.element.dropped), survivor)
      let threshold =
        entry.element.isContained
        ? settings.minimumContainment ?? 0 : settings.minimumSimilarity
      pairs.append(
        CheckedPair(
          pair: entry.element,
          exact: entry.element.isContained ? measure.containment : measure.jaccard,
          threshold: threshold))
    }
    let hits = pairs.count { $0.exact >= $0.threshold }
    let interval = WilsonInterval(hits: hits, of: pairs.count)
    return PrecisionReport(
      population: sample.population, sampled: sample.entries.count,
      edited: sample.entries.count - pairs.count, checked: pairs.count, hits: hits,
      share: pairs.isEmpty ? nil : Double(hits) / Double(pairs.count), low: interval.lower,
      high: interval.upper, minimumSimilarity: settings.minimumSimilarity,
      minimumContainment: settings.minimumContainment,
      error: PrecisionReport.EstimateError(pairs.map(\.error)), lowest: lowest(pairs))
  }

  /// The pairs furthest below their thresholds, or least above.
  private func lowest(_ pairs: [CheckedPair]) -> [PrecisionReport.Lowest] {
    pairs.sorted {
      ($0.exact - $0.threshold, $0.pair.dropped.rawValue)
        < ($1.exact - $1.threshold, $1.pair.dropped.rawValue)
    }
    .prefix(5).map {
      PrecisionReport.Lowest(
        dropped: inputs.printedIdentity(of: $0.pair.dropped),
        survivor: inputs.printedIdentity(of: $0.pair.survivor), exact: $0.exact,
        measured: $0.pair.similarity)
    }
  }
}

/// A pair with its exact similarity, or containment where that was the reason.
private struct CheckedPair {
  var pair: DuplicateScan.Pair
  var exact: Double
  var threshold: Double

  /// What the stage measured less what is.
  var error: Double { pair.similarity - exact }
}

extension PrecisionReport.EstimateError {
  private static let steps = 10
  /// Errors below it are those of rounding.
  private static let rounding = 1e-9

  /// Sums up errors; nil without any.
  init?(_ errors: [Double]) {
    guard let smallest = errors.min(), let largest = errors.max() else { return nil }
    let count = Double(errors.count)
    let mean = errors.reduce(0, +) / count
    let variance = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    exact = errors.count { abs($0) < Self.rounding }
    self.mean = mean
    standardDeviation = variance.squareRoot()
    self.smallest = smallest
    self.largest = largest
    histogram = []
    let width = (largest - smallest) / Double(Self.steps)
    guard width > Self.rounding else { return }
    var pairs = Array(repeating: 0, count: Self.steps)
    for error in errors { pairs[min(Self.steps - 1, Int((error - smallest) / width))] += 1 }
    histogram = pairs.enumerated().map { step, count in
      PrecisionReport.Step(
        from: smallest + width * Double(step), to: smallest + width * Double(step + 1),
        pairs: count)
    }
  }
}
