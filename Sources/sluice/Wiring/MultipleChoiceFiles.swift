import Pipelines
import Text
import Tokens

/// Questions of multiple-choice sets, from JSON lines to llm.c's files and back.
enum MultipleChoiceFiles {
  /// Encodes a file of JSON lines to a file of the same name that ends in `.bin`.
  static func export(
    _ path: String, tokenizer: String?, to output: String
  ) throws -> ExchangeSummary {
    let tokenizer = try load(tokenizer)
    let encoder = tokenizer.makeEncoder()
    let staging = try StagingFolder(in: output)
    defer { staging.remove() }
    let staged = "\(staging.path)/\(stem(path)).bin"
    let writer = try MultipleChoiceWriter(path: staged)
    var tokens = 0
    for (number, line) in try readFile(path).split(separator: 0x0A).enumerated() {
      let text: MultipleChoiceText
      do {
        text = try MultipleChoiceText(line: line)
      } catch {
        throw CommandError(
          "\(path):\(number + 1): error: found no question; expected "
            + #"{"ctx": "…", "endings": ["…", …], "label": 0}"#, status: .badInput)
      }
      let question = try text.encoded(with: encoder)
      try writer.append(question)
      tokens += question.endings.reduce(question.context.count) { $0 + $1.count }
    }
    guard writer.questionCount > 0 else {
      throw CommandError("\(path) has no questions", status: .usage)
    }
    try writer.finish()
    return summary(
      tokenizer, output, writer.questionCount, tokens, try staging.publish([staged]))
  }

  /// Decodes files of llm.c to JSON lines of the same names that end in `.jsonl`.
  static func `import`(
    _ paths: [String], tokenizer: String?, to output: String
  ) throws -> ExchangeSummary {
    let tokenizer = try load(tokenizer)
    let staging = try StagingFolder(in: output)
    defer { staging.remove() }
    var staged: [String] = []
    var questions = 0
    var tokens = 0
    for path in paths {
      let reader = try MultipleChoiceReader(
        opening: path, vocabularySize: tokenizer.vocabularySize)
      staged.append("\(staging.path)/\(stem(path)).jsonl")
      let file = try FileWriter(creating: staged[staged.count - 1])
      for question in reader.questions {
        try file.write(try MultipleChoiceText(question, with: tokenizer).line() + [0x0A])
        tokens += question.endings.reduce(question.context.count) { $0 + $1.count }
      }
      try file.close()
      questions += reader.questions.count
    }
    return summary(tokenizer, output, questions, tokens, try staging.publish(staged))
  }

  private static func load(_ path: String?) throws -> Tokenizer {
    guard let path else {
      throw CommandError("llm.c-eval needs --tokenizer, such as tokenizer.json", status: .usage)
    }
    return try TrainerFormat.asUsage { try Tokenizer(contentsOf: path) }
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  private static func summary(
    _ tokenizer: Tokenizer, _ output: String, _ questions: Int, _ tokens: Int, _ files: [String]
  ) -> ExchangeSummary {
    var summary = ExchangeSummary(
      format: TrainerFormat.questionsName, output: output, vocabulary: tokenizer.vocabularySize,
      tokenizer: tokenizer.fingerprint.description)
    summary.splits.append(
      ExchangeSummary.Split(
        split: "questions", documents: questions, tokens: tokens, files: files))
    return summary
  }
}
