/// Which fields of an evaluation set's records hold the parts of an item.
public struct BenchmarkFields: Codable, Sendable, Equatable {
  // A name may be a path with dots (`question.stem`), or several names joined by `+` (`sol1+sol2`).

  /// Field of the question, prompt or context; nil asks for recognition from the records.
  public var question: String?
  /// Field of the options: a list of texts, or a map with lists `text` and `label`.
  public var choices: String?
  /// Field of the reference answer: a text, a list of which the first counts, or the number (from 0),
  /// letter or label of an option.
  public var answer: String?
  /// Field of the text the question is about.
  public var passage: String?

  public init(
    question: String? = nil, choices: String? = nil, answer: String? = nil, passage: String? = nil
  ) {
    self.question = question
    self.choices = choices
    self.answer = answer
    self.passage = passage
  }

  /// Whether no field is named, so that the layout has to be recognised.
  public var isEmpty: Bool { self == BenchmarkFields() }

  /// Names of the fields that are set: question, choices, answer, passage.
  var names: [String] { [question, choices, answer, passage].compactMap { $0 } }

  /// The known layouts, the more specific before the more general.
  static let presets: [BenchmarkFields] = [
    // OpenBookQA
    BenchmarkFields(question: "question_stem", choices: "choices", answer: "answerKey"),
    BenchmarkFields(question: "question", choices: "choices", answer: "answerKey"),  // ARC
    BenchmarkFields(question: "question", choices: "choices", answer: "answer"),  // MMLU
    BenchmarkFields(question: "question", choices: "options", answer: "rationale"),  // AQuA-RAT
    BenchmarkFields(question: "question", answer: "answers", passage: "context"),  // SQuAD
    BenchmarkFields(question: "question", answer: "answer", passage: "passage"),  // BoolQ
    BenchmarkFields(question: "question", answer: "answer"),  // GSM8K
    BenchmarkFields(question: "context", answer: "continuation"),  // LAMBADA
    BenchmarkFields(question: "context", answer: "completion"),  // GPT-3 arithmetic
    BenchmarkFields(question: "prompt", answer: "canonical_solution"),  // HumanEval
    BenchmarkFields(question: "prompt", answer: "completion"),
    BenchmarkFields(question: "text", answer: "code"),  // MBPP
    BenchmarkFields(question: "input", answer: "target"),  // BIG-Bench
    BenchmarkFields(question: "ctx", choices: "endings", answer: "label"),  // HellaSwag
    BenchmarkFields(question: "instruction", answer: "output", passage: "input"),  // Alpaca
    BenchmarkFields(question: "instruction", answer: "output"),  // AlpacaEval
    // Self-Instruct
    BenchmarkFields(
      question: "instruction", answer: "instances.output", passage: "instances.input"),
    // TruthfulQA. Its wrong answers are what people say: text that has them says nothing about the set.
    BenchmarkFields(question: "Question", answer: "Best Answer"),
    BenchmarkFields(question: "question", answer: "best_answer"),
    // CommonsenseQA
    BenchmarkFields(question: "question.stem", choices: "question.choices", answer: "answerKey"),
    BenchmarkFields(question: "goal", choices: "sol1+sol2", answer: "label"),  // PIQA
    BenchmarkFields(question: "sentence", choices: "option1+option2"),  // WinoGrande
    BenchmarkFields(question: "problem", answer: "solution"),  // MATH
    BenchmarkFields(question: "prompt", answer: "code"),  // MBPP, sanitized
    BenchmarkFields(question: "turns"),  // MT-bench
    BenchmarkFields(question: "question"),
    BenchmarkFields(question: "prompt"),
    BenchmarkFields(question: "text"),
    BenchmarkFields(question: "instruction"),
  ]

  /// The first known layout all of whose fields are there, or nil.
  static func recognized(_ contains: (String) -> Bool) -> BenchmarkFields? {
    presets.first { $0.names.allSatisfy(contains) }
  }
}
