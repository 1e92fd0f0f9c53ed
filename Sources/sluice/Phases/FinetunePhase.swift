import FoundationEssentials
import Instruct
import Model
import Pipelines
import Tokens
import Training

/// Fine-tunes the run's model on the seed tasks and the generated pairs, with the loss on responses only.
struct FinetunePhase: PhaseBody {
  static let name = "finetune"
  static let checkpoint = "checkpoint/finetuned"
  /// What the sample in the report answers.
  static let samplePrompt = "Name three things that a careful baker checks before the oven is lit."

  let tokenizer: TokenizerProvider
  let settings: TrainingSettings
  let seedsPath: String
  let sequenceLength: Int
  let seed: UInt64
  let fingerprint: String

  func run(_ task: TaskContext) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    guard let endOfText = tokenizer.endOfText else {
      throw CommandError("the tokenizer has no <|endoftext|> token to end responses with")
    }
    let encoder = tokenizer.makeEncoder()
    let pairs = try SeedTasks.read(path: seedsPath).map(\.pair) + generatedPairs(task.run)
    let examples = try pairs.map { pair in
      let rendered = AlpacaTemplate.render(pair)
      var example = try SupervisedExample(
        prompt: rendered.prompt.span, response: rendered.response.span, encoder: encoder,
        endOfText: endOfText)
      _ = example.truncate(to: sequenceLength + 1)
      return example
    }
    let model = try Transformer(huggingFaceFolder: task.run.absolute(TrainPhase.checkpoint))
    try ModelTraining(
      task: task, checkpoint: Self.checkpoint, tokenizer: tokenizer
    ).run(
      model, settings,
      PairRows(
        examples, sequenceLength: sequenceLength, padding: endOfText,
        batchRows: settings.batchRows, seed: seed, fingerprint: fingerprint),
      validation: nil,
      prompt: String(
        decoding: AlpacaTemplate.prompt(instruction: Self.samplePrompt), as: UTF8.self))
  }

  private func generatedPairs(_ run: RunFolder) throws -> [InstructionPair] {
    try readFile(run.absolute(GeneratePhase.pairsPath)).split(separator: 0x0A).map {
      try JSONDecoder().decode(InstructionPair.self, from: Data($0))
    }
  }
}
