import Contamination
import Pipelines
import TestSupport
import Testing

@Suite("Scores of dirty and clean items")
struct ScoreComparisonTests {
  private static let count = 60
  private let scores = (0..<count).map { Double($0 * 37 % 11) / 10 }
  private let shares = (0..<count).map { Double($0 * 29 % 21) / 20 }

  private func close(_ left: Double?, _ right: Double) -> Bool {
    left.map { ($0 - right).magnitude < 1e-12 } ?? false
  }

  private func close(_ interval: ScoreInterval?, _ low: Double, _ high: Double) -> Bool {
    close(interval?.low, low) && close(interval?.high, high)
  }

  @Test("means, differences and intervals are NumPy's (Tests/Benchmarks/subset-scores.py)")
  func golden() {
    let level = ScoreComparison.Level(
      "0.5", scores: scores, isDirty: shares.map { $0 >= 0.5 }, seed: 7)
    #expect(close(level.all.mean, 0.48833333333333334))
    #expect(close(level.dirty.mean, 0.49032258064516127))
    #expect(close(level.clean.mean, 0.4862068965517241))
    #expect([level.all.items, level.dirty.items, level.clean.items] == [60, 31, 29])
    #expect(close(level.relativeDifference, -0.004354478051076924))
    #expect(close(level.all.interval, 0.4099583333333333, 0.5716666666666667))
    #expect(close(level.dirty.interval, 0.3806290322580645, 0.6))
    #expect(close(level.clean.interval, 0.36855714285714286, 0.6033461538461539))
    #expect(close(level.cleanMinusDirtyInterval, -0.16641360771227268, 0.1545173804226919))
    #expect(
      close(level.relativeDifferenceInterval, -0.18446890829916082, 0.17167416265977706))
  }

  @Test("LLaMA-2's classes have NumPy's means and Z (Tests/Benchmarks/subset-scores.py)")
  func classes() {
    let comparison = ScoreComparison(
      "quiz", scores: scores, verdicts: shares.map { ItemVerdict(.dirty, score: $0) },
      levels: [], seed: 1)
    let expected = [
      (12, 0.075, 0.4666666666666666, -0.2373101886314208),
      (48, 0.6, 0.49374999999999997, 0.11865509431570918),
      (46, 0.3717391304347826, 0.491304347826087, 0.06371142894932064),
      (14, 0.9, 0.4785714285714286, -0.1154867723480404),
    ]
    #expect(comparison.classes.map(\.name) == ContaminationClass.Name.allCases)
    for (found, expected) in zip(comparison.classes, expected) {
      #expect(found.items == expected.0)
      #expect(close(found.meanShare, expected.1))
      #expect(close(found.mean, expected.2))
      #expect(close(found.z, expected.3))
    }
    #expect(!comparison.allClassesDiffer)
  }

  @Test("an effect needs all four classes off by more than two standard errors")
  func effect() {
    let verdicts = (0..<200).map {
      ItemVerdict($0 < 100 ? .clean : .dirty, score: $0 < 100 ? 0 : 1)
    }
    let comparison = ScoreComparison(
      "quiz", scores: (0..<200).map { $0 < 100 ? 0 : 1 }, verdicts: verdicts,
      levels: StrictnessLevel.all, seed: 1)
    #expect(comparison.allClassesDiffer)
    #expect(comparison.levels[0].cleanMinusDirty == -1)
    #expect(comparison.levels[0].cleanMinusDirtyInterval == ScoreInterval(low: -1, high: -1))
    #expect(comparison.levels[0].relativeDifference == -1)
  }

  @Test("untestable items and items without a score are in no mean")
  func leftOut() {
    let comparison = ScoreComparison(
      "quiz", scores: [1, nil, 0.5, 0],
      verdicts: [
        ItemVerdict(.untestable, score: 0), ItemVerdict(.dirty, score: 1),
        ItemVerdict(.clean, score: 0), ItemVerdict(.clean, score: 0),
      ], levels: StrictnessLevel.all, seed: 1)
    let level = comparison.levels[0]
    #expect(comparison.unscored == 1)
    #expect(level.all.mean == 0.25)
    #expect(level.dirty.items == 0)
    #expect(level.dirty.mean == nil)
    #expect(level.dirty.interval == nil)
    #expect(level.cleanMinusDirty == nil)
    #expect(comparison.classes[3].z == nil)
  }

  @Test("without any scored item nothing is told")
  func nothing() {
    let comparison = ScoreComparison(
      "quiz", scores: [nil], verdicts: [ItemVerdict(.dirty, score: 1)],
      levels: StrictnessLevel.all, seed: 1)
    #expect(comparison.levels.allSatisfy { $0.all.mean == nil && $0.all.items == 0 })
    #expect(comparison.classes.allSatisfy { $0.mean == nil })
  }

  @Test(
    "levels part items by score, the method's own by its verdict",
    arguments: [
      ("method", [true, true, false, false]), ("any", [true, true, true, false]),
      ("0.2", [true, true, false, false]), ("0.5", [true, false, false, false]),
      ("0.8", [true, false, false, false]),
    ])
  func levels(name: String, isDirty: [Bool]) throws {
    let level = try #require(StrictnessLevel.all.first { $0.name == name })
    let verdicts = [
      ItemVerdict(.dirty, score: 0.8), ItemVerdict(.dirty, score: 0.2),
      ItemVerdict(.clean, score: 0.1), ItemVerdict(.clean, score: 0),
    ]
    #expect(verdicts.map { level.verdict($0) == .dirty } == isDirty)
    #expect(level.verdict(ItemVerdict(.untestable, score: 0)) == .untestable)
  }
}
