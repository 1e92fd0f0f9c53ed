import FoundationEssentials
import Instruct
import Model
import Pipelines
import Text
import Tokens
import Training

/// Fine-tunes the run's model on conversations: seed tasks, generated pairs and a file of one's own, with
/// the loss on replies only.
struct FinetunePhase: PhaseBody {
  static let name = "finetune"
  static let checkpoint = "checkpoint/finetuned"
  static let examplesPath = "tokens/finetune/examples.tokens"
  /// What the sample in the report answers.
  static let samplePrompt = "Name three things that a careful baker checks before the oven is lit."

  let tokenizer: TokenizerProvider
  let settings: FinetuneSettings
  /// Seed tasks of the `generate` section; nil where the run generates nothing.
  let seedsPath: String?
  let sequenceLength: Int
  let seed: UInt64
  let fingerprint: String

  func run(_ task: TaskContext) throws {
    let tokenizer = try self.tokenizer.tokenizer(in: task.run)
    guard let endOfText = tokenizer.endOfText else {
      throw CommandError("the tokenizer has no <|endoftext|> token to end responses with")
    }
    let template = try settings.chatTemplate()
    let encoder = tokenizer.makeEncoder()
    var set = ExampleSet(template: template, encoder: encoder, endOfText: endOfText)
    if let seedsPath {
      for pair in try SeedTasks.read(path: seedsPath).map(\.pair) + generatedPairs(task.run) {
        let user = ChatMessage(.user, pair.instruction, input: pair.input)
        try set.add([user, ChatMessage(.assistant, pair.output)])
      }
    }
    if let path = settings.pairs { try set.add(file: path) }
    for problem in set.problems.prefix(3) { task.note("left out: \(problem)") }
    if settings.exportExamples { try export(set.examples, tokenizer, task) }
    let rows = ExampleRows(
      set.examples, length: sequenceLength, padding: endOfText,
      isPacked: settings.packing == .bestFit)
    guard rows.count > 0 else {
      throw CommandError(
        "nothing to fine-tune on: \(set.problems.first ?? "there is no conversation with a reply")")
    }
    let model = try Transformer(huggingFaceFolder: task.run.absolute(TrainPhase.checkpoint))
    try ModelTraining(
      task: task, checkpoint: Self.checkpoint, tokenizer: tokenizer
    ).run(
      model, settings.training,
      SequenceRows(
        rows, batchRows: settings.training.batchRows, seed: seed, fingerprint: fingerprint),
      validation: nil,
      prompt: try SamplePrompt(
        [ChatMessage(.user, Self.samplePrompt)], template: template, encoder: encoder,
        endOfText: endOfText),
      packing: PackingSummary(settings.packing, rows.report(), leftOut: set.problems))
  }

  private func generatedPairs(_ run: RunFolder) throws -> [InstructionPair] {
    try readFile(run.absolute(GeneratePhase.pairsPath)).split(separator: 0x0A).map {
      try JSONDecoder().decode(InstructionPair.self, from: Data($0))
    }
  }

  /// Writes the examples whole, as the trainer of another program may want them.
  private func export(
    _ examples: [SupervisedExample], _ tokenizer: Tokenizer, _ task: TaskContext
  ) throws {
    let writer = try TokenShardWriter(
      path: task.output(Self.examplesPath), tokenizer: tokenizer, hasLossMask: true)
    for (ordinal, example) in examples.enumerated() {
      let key = example.tokens.withUnsafeBytes { bytes in
        StableHash.hash128(bytes.bindMemory(to: UInt8.self))
      }
      try writer.append(
        example.tokens.span, trained: example.trained.span,
        of: TokenShardDocument(source: 0, id: UInt64(ordinal), key: key))
    }
    _ = try writer.finish(TokenShardManifest(sources: [Self.name], endOfText: .absent))
  }
}

/// Conversations as examples, and what is wrong with those that could not be used.
private struct ExampleSet {
  let template: ChatTemplate
  let encoder: TokenEncoder
  let endOfText: UInt32
  var examples: [SupervisedExample] = []
  var problems: [String] = []

  init(template: ChatTemplate, encoder: TokenEncoder, endOfText: UInt32) {
    self.template = template
    self.encoder = encoder
    self.endOfText = endOfText
  }

  mutating func add(_ messages: [ChatMessage]) throws {
    examples.append(
      try SupervisedExample(
        messages, template: template, encoder: encoder, endOfText: endOfText))
  }

  /// Adds what is usable in a file.
  mutating func add(file path: String) throws {
    try ConversationFile.read(path) { record, conversation in
      do {
        try add(conversation.get())
      } catch let error as ChatTemplateError {
        problems.append("\(path):\(record): \(error)")
      } catch let error as ConversationError {
        problems.append("\(error)")
      }
    }
  }
}
