/// The quickstart with a model so small that a run takes about a second.
enum QuickRun {
  /// Overrides of `pipelines/quickstart.yaml`: everything is done, all of it briefly.
  static let settings = [
    "tokens.sequenceLength=64", "tokens.tokenizer.train.vocabularySize=600",
    "train.model={family: gpt2, layers: 1, width: 32, heads: 2}", "train.steps=40",
    "train.batchRows=2", "train.validationInterval=10", "train.checkpointInterval=5",
    "generate.alpaca.maximumRequests=2", "generate.alpaca.maximumTokens=16", "finetune.steps=4",
    "finetune.batchRows=2", "finetune.checkpointInterval=2",
  ]

  /// The settings as options.
  static var options: [String] { settings.flatMap { ["--set", $0] } }

  /// Arguments that run the quickstart into a folder.
  static func arguments(into run: String) -> [String] {
    ["run", "pipelines/quickstart.yaml", "--output", run, "--quiet"] + options
  }

  /// A finished run that many tests look at and none changes.
  struct Finished {
    let run: String
    let command: Command
    /// What `sluice verify` prints.
    let digest: String
  }

  static let finished = Result { () throws -> Finished in
    let run = SharedFolder.path + "/quickstart"
    let arguments = ["run", "pipelines/quickstart.yaml", "--output", run, "--workers", "2"]
    let command = try Command.sluice(arguments + options)
    return Finished(run: run, command: command, digest: try digest(of: run))
  }

  /// The digest of a run; empty unless `sluice verify` finds it whole.
  static func digest(of run: String) throws -> String {
    let verified = try Command.sluice(["verify", run])
    return verified.status == 0 ? verified.output : ""
  }
}
