import Contamination
import Testing

@Suite("Results files")
struct ItemScoresTests {
  private let sets: [BenchmarkSet] = {
    var quiz = makeSet("quiz", ["a", "b", "c"])
    quiz.origins = ["q-1", "q-2", "q-2"].map {
      BenchmarkOrigin(
        place: BenchmarkError.Place(line: 1, byteOffset: 0), identifier: $0, record: [])
    }
    return [quiz, makeSet("exam", ["a", "b"])]
  }()

  private func scores(
    _ text: String, path: String = "r.jsonl", sets: [BenchmarkSet]? = nil
  ) throws -> [[Double?]?] {
    let side = RawFiles(files: [(path, Array(text.utf8))])
    return try ItemScores([path], of: sets ?? self.sets, from: side).scores
  }

  @Test("items are named by position or by an id of their own, scores are numbers or truth values")
  func reading() throws {
    #expect(
      try scores(
        """
        {"benchmark": "quiz", "item": "q-1", "score": 0.25}
        {"benchmark": "quiz", "item": 2, "score": true}
        {"benchmark": "exam", "item": 0, "score": 0}
        """) == [[0.25, nil, 1], [0, nil]])
    #expect(
      try scores("benchmark,item,score\nexam,1,0.5\n", path: "r.csv") == [nil, [nil, 0.5]])
    #expect(
      try scores(#"[{"item": 1, "score": "False"}]"#, sets: [sets[1]]) == [[nil, 0]])
  }

  @Test(
    "records that name no item or hold no score are refused",
    arguments: [
      (#"{"benchmark": "quizz", "item": 0, "score": 1}"#, "found the set 'quizz'"),
      (#"{"item": 0, "score": 1}"#, "no field 'benchmark'"),
      (#"{"benchmark": "quiz", "score": 1}"#, "no field 'item'"),
      (#"{"benchmark": "quiz", "item": 0}"#, "no field 'score'"),
      (#"{"benchmark": "quiz", "item": 0, "score": null}"#, "no field 'score'"),
      (#"{"benchmark": "quiz", "item": 3, "score": 1}"#, "found the item '3'"),
      (#"{"benchmark": "quiz", "item": -1, "score": 1}"#, "found the item '-1'"),
      (#"{"benchmark": "quiz", "item": "q-2", "score": 1}"#, "found the item 'q-2'"),
      (#"{"benchmark": "quiz", "item": 99999999999999999999, "score": 1}"#, "found the item"),
      (#"{"benchmark": "quiz", "item": 0, "score": "much"}"#, "the score is 'much'"),
      (#"{"benchmark": "quiz", "item": 0, "score": "nan"}"#, "the score is 'nan'"),
    ])
  func refusals(line: String, message: String) {
    let error = #expect(throws: ScoreError.self) {
      try scores(#"{"benchmark": "exam", "item": 0, "score": 1}"# + "\n" + line)
    }
    #expect(error?.description.hasPrefix("r.jsonl:2 (line 2, byte 45): error: ") == true)
    #expect(error?.description.contains(message) == true)
  }

  @Test("a second score of an item is refused")
  func repeated() {
    let line = #"{"benchmark": "quiz", "item": 0, "score": 1}"#
    let error = #expect(throws: ScoreError.self) { try scores(line + "\n" + line) }
    #expect(error?.problem == .repeatedItem("0"))
  }
}
