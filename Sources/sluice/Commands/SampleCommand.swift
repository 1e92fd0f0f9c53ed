import ArgumentParser
import Model
import Pipelines

/// `sluice sample`: text from a checkpoint.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Continues a prompt with a model.",
    discussion: """
      CHECKPOINT is a Hugging Face folder with config.json, model.safetensors and tokenizer.json.

      EXAMPLES
        sluice sample runs/quickstart/checkpoint --tokens 40 \\
          --prompt "The bakery opens"
      """)

  @Argument(help: "The checkpoint folder.", completion: .directory)
  var checkpoint: String

  @Option(help: "What the model continues.")
  var prompt = ""

  @Option(help: "Tokens to generate at most.")
  var tokens = 128

  @Option(help: "0 takes the likeliest token each time; higher is more varied.")
  var temperature = 0.8

  @Option(help: "Draw among the K likeliest tokens; 0 draws among all.")
  var topK = 50

  @Option(help: "Draw among the likeliest tokens that hold this much of the probability.")
  var topP = 0.95

  @Option(help: "Seed of the draw: the same seed gives the same text.")
  var seed: UInt64 = 0

  @Option(help: "Threads (default: the number of processor cores).")
  var workers: Int?

  private var settings: SamplingSettings {
    var settings = SamplingSettings()
    settings.maximumTokens = tokens
    settings.temperature = temperature
    settings.topK = topK
    settings.topP = topP
    settings.seed = seed
    return settings
  }

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers is \(workers); expected at least 1")
    }
    do {
      try settings.validate()
    } catch let error as ModelError {
      let options = ["topK": "top-k", "topP": "top-p", "maximumTokens": "tokens"]
      throw ValidationError("--\(options[error.place] ?? error.place): \(error.message)")
    }
  }

  func run() throws {
    try requireReadable(checkpoint + "/config.json", "checkpoint")
    if let workers { Compute.setThreads(workers) }
    let sampling = try TextSampling(checkpoint: checkpoint)
    Terminal.line(prompt + (try sampling.text(after: prompt, settings)))
  }
}
