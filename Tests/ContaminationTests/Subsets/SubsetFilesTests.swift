import Contamination
import Testing

@Suite("Subset files")
struct SubsetFilesTests {
  @Test("records stand in the file of their verdict as they stand in the set")
  func files() throws {
    let side = RawFiles(files: [
      ("a/quiz.json", Array("[{\"question\": \"a\",\n \"id\": 7}, {\"question\": \"b\"}]".utf8)),
      ("b/quiz.csv", Array("question,answer\n\"c\nd\",e\n".utf8)),
    ])
    let sets = try BenchmarkSet.load(["a/quiz.json", "b/quiz.csv"], from: side)
    let files = SubsetFiles(
      sets,
      verdicts: [
        ItemVerdict(.dirty, score: 0.5), ItemVerdict(.clean, score: 0),
        ItemVerdict(.untestable, score: 0),
      ], levels: [StrictnessLevel(name: "0.7", leastScore: 0.7)]
    ).files
    let texts = files.map { String(decoding: $0.bytes, as: UTF8.self) }
    #expect(
      files.map(\.name)
        == ["a-quiz", "b-quiz"].flatMap { set in
          ["dirty", "clean", "untestable", "items"].map { "\(set)/\($0).jsonl" }
        })
    #expect(texts[0] == "{\"question\": \"a\",  \"id\": 7}\n")
    #expect(texts[1] == "{\"question\": \"b\"}\n")
    #expect(texts[2].isEmpty)
    #expect(
      texts[3]
        == #"{"benchmark":"a/quiz","item":0,"id":"7","line":1,"verdict":"dirty","score":0.5,"#
        + #""levels":{"0.7":"clean"}}"# + "\n"
        + #"{"benchmark":"a/quiz","item":1,"line":2,"verdict":"clean","score":0,"#
        + #""levels":{"0.7":"clean"}}"# + "\n")
    #expect(texts[6] == #"{"question":"c\nd","answer":"e"}"# + "\n")
    #expect(texts[7].contains(#""levels":{"0.7":"untestable"}"#))
  }

  @Test("sets whose names make one folder name get folders of their own")
  func folders() {
    let sets = [makeSet("a/b", ["x"]), makeSet("a-b", ["x"]), makeSet("..", ["x"])]
    let verdict = ItemVerdict(.clean, score: 0)
    let names = SubsetFiles(sets, verdicts: [verdict, verdict, verdict], levels: []).files
      .map(\.name)
    #expect(Set(names).count == 12)
    #expect(names[0] == "a-b/dirty.jsonl")
    #expect(names[4] == "a-b-2/dirty.jsonl")
    #expect(names[8] == "set/dirty.jsonl")
  }
}
