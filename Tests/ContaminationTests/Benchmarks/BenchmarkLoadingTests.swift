import Contamination
import Pipelines
import Testing

@Suite("Loading evaluation sets")
struct BenchmarkLoadingTests {
  private func load(
    _ lines: [String], fields: BenchmarkFields = BenchmarkFields(), path: String = "eval/x.jsonl"
  ) throws -> BenchmarkSet {
    let side = SideFiles(files: [(path, lines)])
    return try #require(try BenchmarkSet.load([path], fields: fields, from: side).first)
  }

  @Test(
    "the layout is recognised from the fields",
    arguments: [
      (
        #"{"question": "Why?", "answer": "So.\n#### 4"}"#,
        BenchmarkItem(index: 0, question: "Why?", answer: "So.\n#### 4")
      ),
      (
        #"{"subject": "art", "question": "Which?", "choices": ["a", "b"], "answer": 1}"#,
        BenchmarkItem(index: 0, question: "Which?", choices: ["a", "b"], answer: "b")
      ),
      (
        #"{"question": "Which?", "choices": ["a", "b", "c"], "answer": "C"}"#,
        BenchmarkItem(index: 0, question: "Which?", choices: ["a", "b", "c"], answer: "c")
      ),
      (
        #"{"question_stem": "It is", "choices": {"text": ["a", "b"], "label": ["A", "B"]}, "answerKey": "B"}"#,
        BenchmarkItem(index: 0, question: "It is", choices: ["a", "b"], answer: "b")
      ),
      (
        #"{"id": "1", "question": "Q", "choices": {"text": ["a", "b"], "label": ["1", "2"]}, "answerKey": "2"}"#,
        BenchmarkItem(index: 0, question: "Q", choices: ["a", "b"], answer: "b")
      ),
      (
        #"{"question": "Q", "options": ["A)1", "B)2"], "rationale": "Since 2.", "correct": "B"}"#,
        BenchmarkItem(index: 0, question: "Q", choices: ["A)1", "B)2"], answer: "Since 2.")
      ),
      (
        #"{"context": "He drank his", "continuation": "tea"}"#,
        BenchmarkItem(index: 0, question: "He drank his", answer: "tea")
      ),
      (
        #"{"context": "Q: What is 1 plus 2?", "completion": " 3"}"#,
        BenchmarkItem(index: 0, question: "Q: What is 1 plus 2?", answer: " 3")
      ),
      (
        #"{"task_id": "T/0", "prompt": "def f():", "canonical_solution": "  return 1", "test": "x"}"#,
        BenchmarkItem(index: 0, question: "def f():", answer: "  return 1")
      ),
      (
        #"{"text": "Write it.", "code": "x = 1", "task_id": 1, "test_list": ["a"]}"#,
        BenchmarkItem(index: 0, question: "Write it.", answer: "x = 1")
      ),
      (
        #"{"context": "Long ago.", "question": "When?", "answers": {"text": ["ago", "long ago"]}}"#,
        BenchmarkItem(index: 0, passage: "Long ago.", question: "When?", answer: "ago")
      ),
      (
        #"{"passage": "Long ago.", "question": "Is it?", "answer": true}"#,
        BenchmarkItem(index: 0, passage: "Long ago.", question: "Is it?", answer: "yes")
      ),
      (
        #"{"goal": "Boil it.", "sol1": "Heat.", "sol2": "Cool.", "label": 0}"#,
        BenchmarkItem(index: 0, question: "Boil it.", choices: ["Heat.", "Cool."], answer: "Heat.")
      ),
      (
        #"{"question": {"stem": "Q", "choices": [{"label": "A", "text": "a"}, {"label": "B", "text": "b"}]}, "answerKey": "B"}"#,
        BenchmarkItem(index: 0, question: "Q", choices: ["a", "b"], answer: "b")
      ),
      (
        #"{"instruction": "Add.", "instances": [{"input": "1, 2", "output": "3"}], "id": "s"}"#,
        BenchmarkItem(index: 0, passage: "1, 2", question: "Add.", answer: "3")
      ),
      (
        #"{"instruction": "Add.", "output": "3", "generator": "g"}"#,
        BenchmarkItem(index: 0, question: "Add.", answer: "3")
      ),
      (
        #"{"canary": "none", "examples": [{"input": "1 + 1 is", "target": "2"}]}"#,
        BenchmarkItem(index: 0, question: "1 + 1 is", answer: "2")
      ),
      (
        #"{"question_id": 81, "turns": ["Write.", "Rewrite \u00e9."]}"#,
        BenchmarkItem(index: 0, question: "Write.\nRewrite é.")
      ),
    ])
  func layouts(line: String, expected: BenchmarkItem) throws {
    #expect(try load([line]).items == [expected])
  }

  @Test("named fields override recognition")
  func override() throws {
    let fields = BenchmarkFields(question: "frage", answer: "antwort")
    let set = try load(
      [#"{"question": "x", "frage": "Warum?", "antwort": "Darum."}"#], fields: fields)
    #expect(set.items == [BenchmarkItem(index: 0, question: "Warum?", answer: "Darum.")])
  }

  @Test("a record without usable fields is refused, with its fields")
  func unknownLayout() {
    #expect(
      throws: BenchmarkError(
        path: "eval/x.jsonl", record: 1, place: BenchmarkError.Place(line: 1, byteOffset: 0),
        problem: .unknownLayout(fields: ["id", "url"]))
    ) { try load([#"{"url": "u", "id": 1}"#]) }
  }

  @Test("a record of another layout in the same file is refused, with its number")
  func mixedLayouts() {
    #expect(
      throws: BenchmarkError(
        path: "eval/x.jsonl", record: 2, place: BenchmarkError.Place(line: 2, byteOffset: 33),
        problem: .missingField("question", fields: ["input", "target"]))
    ) {
      try load([#"{"question": "a", "answer": "b"}"#, #"{"input": "a", "target": "b"}"#])
    }
  }

  @Test("patterns that name no records are refused")
  func noFiles() {
    #expect(throws: BenchmarkError(path: "", problem: .noFiles(patterns: ["none/*"]))) {
      try BenchmarkSet.load(["none/*"], from: SideFiles(files: []))
    }
  }

  @Test("an empty list of examples is a set without items")
  func noItems() {
    #expect(throws: BenchmarkError(path: "eval/x.jsonl", problem: .noItems)) {
      try load([#"{"examples": []}"#])
    }
  }

  @Test("the message names place, finding and remedy")
  func message() {
    let error = BenchmarkError(
      path: "eval/x.jsonl", record: 3, problem: .unknownLayout(fields: ["url"]))
    #expect(
      error.description
        == "eval/x.jsonl:3: error: no known evaluation layout has the fields 'url'; name those of "
        + "question and answer: 'fields: { question: …, answer: … }', on the command line --fields "
        + "question=…,answer=…")
  }

  @Test("names are file names without endings, with folders where two would be equal")
  func names() throws {
    let paths = ["eval/arc/test.jsonl", "eval/mmlu/test.jsonl.zst", "eval/gsm8k-test.jsonl.gz"]
    let side = SideFiles(files: paths.map { ($0, [#"{"question": "q"}"#]) })
    let names = try BenchmarkSet.load(paths, from: side).map(\.name)
    #expect(names == ["arc/test", "mmlu/test", "gsm8k-test"])
  }
}
