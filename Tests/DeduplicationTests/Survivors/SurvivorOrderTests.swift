import Deduplication
import Pipelines
import TestSupport
import Testing

@Suite struct SurvivorOrderTests {
  private func ranks(
    _ rules: [SurvivorRule], _ shard: StageHarness.Shard, record: Int, tally: inout Tally
  ) throws -> [UInt8] {
    let order = try SurvivorOrder(rules: rules, sources: [], inputs: StageHarness.inputs([shard]))
    var bytes: [UInt8] = []
    order.appendRanks(
      of: StageHarness.document([shard], 0, record), to: &bytes, tally: &tally)
    #expect(bytes.count == 8 * order.rankCount)
    return bytes
  }

  @Test("ranks of numbers compare as the numbers do, whatever their signs and sizes")
  func numbersInOrder() throws {
    var random = SplitMix64(seed: 3)
    var numbers: [Double] = [
      -.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0, -0.0, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, 1, -1,
    ]
    for _ in 0..<200 {
      let number = Double(bitPattern: random.next())
      if number.isFinite { numbers.append(number) }
    }
    let shard = StageHarness.Shard(
      name: "a", texts: Array(repeating: "", count: numbers.count),
      notes: numbers.map { ["score": $0] })
    var tally = Tally()
    let low = try numbers.indices.map {
      try ranks([.lowest("score")], shard, record: $0, tally: &tally)
    }
    let high = try numbers.indices.map {
      try ranks([.highest("score")], shard, record: $0, tally: &tally)
    }
    for one in numbers.indices {
      for other in numbers.indices {
        #expect(
          low[one].lexicographicallyPrecedes(low[other]) == (numbers[one] < numbers[other]))
        #expect(
          high[one].lexicographicallyPrecedes(high[other]) == (numbers[one] > numbers[other]))
      }
    }
    #expect(tally.sorted.isEmpty)
  }

  @Test("values that are missing or unusable come last and are counted, by rule")
  func unusable() throws {
    let shard = StageHarness.Shard(
      name: "a", texts: Array(repeating: "", count: 6),
      records: [
        #"{"score":-1e308,"date":"0000-01-01"}"#, #"{"score":1e308,"date":"9999-12-31"}"#,
        #"{"score":1e999,"date":"someday"}"#, #"{"score":"NaN","date":true}"#, #"{"score":null}"#,
        "",
      ],
      notes: [[:], [:], [:], [:], ["date": .nan], ["score": .infinity]])
    let worst = Array(repeating: UInt8.max, count: 8)
    for rule: SurvivorRule in [
      .highest("score"), .lowest("score"), .earliest("date"), .latest("date"),
    ] {
      var tally = Tally()
      let found = try (0..<6).map { try ranks([rule], shard, record: $0, tally: &tally) }
      #expect(found[2...].allSatisfy { $0 == worst })
      #expect(found[..<2].allSatisfy { $0.lexicographicallyPrecedes(worst) })
      let isScore = rule.valueName == "score"
      #expect(tally["withoutValue/\(isScore ? "score" : "date")"] == 1)
      #expect(tally["unusableValue/\(isScore ? "score" : "date")"] == 3)
    }
  }

  @Test(
    "the settings spell rules as words, and say what is meant where they do not",
    arguments: [
      ("longest", .longest), ("shortest", .shortest), ("source", .source), ("first", .first),
      ("highest quality.score", .highest("quality.score")), ("lowest  a b", .lowest("a b")),
      ("earliest date", .earliest("date")), ("latest date", .latest("date")),
      ("longst", nil), ("highest", nil), ("first date", nil), ("", nil), ("highest ", nil),
    ] as [(String, SurvivorRule?)])
  func spelling(text: String, expected: SurvivorRule?) throws {
    let tree = LocatedValue(
      .map([
        .init(
          key: "survivor", place: SettingsPlace(),
          value: LocatedValue(.list([LocatedValue(.string(text))])))
      ]))
    guard let expected else {
      let error = #expect(throws: SettingsError.self) {
        try MinHashDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
      }
      #expect(error?.description.contains("'deduplicate'.survivor[0]") == true)
      if text == "longst" { #expect(error?.description.contains("did you mean 'longest'") == true) }
      return
    }
    if expected == .source { return }
    let settings = try MinHashDeduplication.decodeSettings(from: tree, owner: "'deduplicate'")
    #expect((settings as? MinHashSettings)?.survivor == [expected])
    if !text.contains("  ") { #expect(expected.spelled == text) }
  }

  @Test("a preferred source that the run does not read is refused")
  func unknownSource() throws {
    let inputs = StageHarness.inputs([.init(source: "books", name: "a", texts: [])])
    let problem = #expect(throws: SettingsProblem.self) {
      try SurvivorOrder(rules: [.source], sources: ["boks"], inputs: inputs)
    }
    #expect(problem?.description.contains("did you mean 'books'?") == true)
  }
}
