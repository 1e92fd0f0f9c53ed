import Deduplication
import Pipelines
import Testing

@Suite struct RecallGoalTests {
  private func goal(
    _ minimum: Double, at: Double, maximum: Double = 1, below: Double = 0.6
  ) -> RecallGoal {
    var goal = RecallGoal()
    goal.minimum = minimum
    goal.at = at
    goal.maximum = maximum
    goal.below = below
    return goal
  }

  @Test(
    "the fewest hashes that reach the goal are chosen",
    arguments: [
      (0.92, 0.8, 0.22, 0.6), (0.95, 0.8, 0.2, 0.6), (0.99, 0.8, 0.02, 0.5),
      (0.95, 0.9, 0.05, 0.7), (0.5, 0.5, 1, 0.2), (0.999, 0.95, 1, 0), (0.95, 1, 0.5, 0.9),
    ])
  func fewest(minimum: Double, at: Double, maximum: Double, below: Double) throws {
    let found = try #require(goal(minimum, at: at, maximum: maximum, below: below).banding)
    func reaches(_ bands: Int, _ rows: Int) -> Bool {
      let banding = Banding(bands: bands, rows: rows)
      return banding.candidateProbability(at: at) >= minimum
        && banding.candidateProbability(at: below) <= maximum
    }
    #expect(reaches(found.bands, found.rows))
    // Every smaller signature, by brute force.
    for rows in 1..<found.permutations {
      for bands in 1...max(1, (found.permutations - 1) / rows) where bands * rows > 0 {
        guard bands * rows < found.permutations else { continue }
        #expect(!reaches(bands, rows))
      }
    }
  }

  @Test("goals that nothing reaches and values out of range are refused")
  func refused() {
    for (wrong, setting) in [
      (goal(1, at: 0.8), "minimum"), (goal(0.9, at: 0), "at"), (goal(0.9, at: 0.5), "below"),
      (goal(0.9, at: 0.8, maximum: 0), "maximum"),
      (goal(0.99, at: 0.8, maximum: 0.01, below: 0.79), "maximum"),
    ] {
      #expect(throws: SettingsProblem.self) { try wrong.validate() }
      do { try wrong.validate() } catch { #expect((error as? SettingsProblem)?.setting == setting) }
    }
  }

  private func decode(_ entries: [(String, LocatedValue)]) throws -> MinHashSettings {
    let tree = LocatedValue(
      .map(entries.map { .init(key: $0.0, place: SettingsPlace(), value: $0.1) }))
    let settings = try MinHashDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
    return try #require(settings as? MinHashSettings)
  }

  private func map(_ entries: [(String, Double)]) -> LocatedValue {
    LocatedValue(
      .map(
        entries.map {
          .init(key: $0.0, place: SettingsPlace(), value: LocatedValue(.number($0.1)))
        }))
  }

  @Test("the setting 'recall' chooses bands and rows, also beside a preset")
  func setting() throws {
    let recall = map([("minimum", 0.9), ("maximum", 0.1)])
    let chosen = try #require(goal(0.9, at: 0.8, maximum: 0.1).banding)
    for entries in [[], [("preset", LocatedValue(.string("redpajama")))]] {
      let settings = try decode([("recall", recall)] + entries)
      #expect(settings.bands == chosen.bands)
      #expect(settings.rows == chosen.rows)
      // What was resolved decodes to itself.
      let again = try MinHashDeduplication.decodeSettings(
        from: LocatedValue(encoding: settings), owner: "")
      #expect(again as? MinHashSettings == settings)
    }
    #expect(throws: SettingsError.self) {
      try decode([("recall", recall), ("bands", LocatedValue(.integer(2)))])
    }
    #expect(throws: SettingsError.self) { try decode([("recall", map([("minimun", 0.9)]))]) }
    #expect(throws: SettingsError.self) { try decode([("recall", map([("minimum", 2)]))]) }
  }

  @Test("the curve of the defaults")
  func curve() {
    let curve = MinHashSettings().candidateCurve
    #expect(curve.hashes == 112)
    // Computed with bc: (1/14)^(1/8), and 1 - (1 - 0.8^8)^14.
    #expect(abs(curve.threshold - 0.7190) < 0.0001)
    #expect(
      curve.points.map(\.similarity) == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])
    #expect(abs(curve.points[6].probability - 0.9235) < 0.0005)
  }
}
