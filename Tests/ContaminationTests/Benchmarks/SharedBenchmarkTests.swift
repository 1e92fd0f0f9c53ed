import Contamination
import TestSupport
import Testing

@Suite("Published evaluation sets", .enabled(if: SharedData.isAvailable))
struct SharedBenchmarkTests {
  @Test(
    "each is read with its published number of items and found again in its own text",
    arguments: [
      // N of the table's C.1 where the paper has the set: LAMBADA 13, OpenBookQA 8.
      ("eval/gsm8k-test.jsonl", 1319, 13, "18"), ("eval/lambada_openai.jsonl", 5153, 13, "signs"),
      ("eval/openbookqa-validation.jsonl", 500, 8, "Deep sea animals"),
      ("eval/arc-challenge-validation.jsonl", 299, 11, "Record the details of the investigation."),
      ("eval/mmlu-test.jsonl.zst", 14042, 10, "4"),
      ("eval/aqua-test.jsonl", 254, 13, "Answer : A"),
      ("eval/HumanEval.jsonl.gz", 164, 13, "return False\n"),
      ("eval/mbpp.jsonl", 974, 13, "return tc[m][n]"),
      ("eval/gpt3-three_digit_addition.jsonl", 2000, 8, " 1053"),
      ("eval/TruthfulQA.csv", 813, 11, "tissue"),
      ("eval/bbh/boolean_expressions.json", 250, 8, "False"),
      ("instruct/mt_bench-question.jsonl", 80, 13, ""),
    ])
  func published(name: String, items: Int, wordsPerNGram: Int, endOfFirstAnswer: String) throws {
    let set = try #require(try BenchmarkSet.load([name], from: SharedShards()).first)
    #expect(set.items.count == items)
    #expect(set.items[0].answer.hasSuffix(endOfFirstAnswer))
    #expect(set.items.allSatisfy { !$0.question.isEmpty })
    var scanner = try ContaminationCheck(of: [set]).makeScanner()
    for item in set.items {
      let text = ([item.example] + item.choices).joined(separator: "\n")
      scanner.scan(makeDocument(text)) { "\(item.index)" }
    }
    let report = scanner.report().benchmarks[0]
    #expect(report.wordsPerNGram == wordsPerNGram)
    #expect(report.clean == 0)
    #expect(report.dirty + report.untestable == items)
    print("\(set.name): N = \(wordsPerNGram), untestable \(report.untestable) of \(items)")
  }
}
