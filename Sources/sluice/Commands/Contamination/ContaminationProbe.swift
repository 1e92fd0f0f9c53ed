import ArgumentParser
import Contamination
import Model
import Pipelines
import Shards

extension ContaminationCommand {
  /// `sluice contamination probe`: black-box tests of a model.
  struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tests whether a model has seen evaluation sets, without its corpus.",
      discussion: """
        Two tests, for when only the model is there: Min-K% (Shi et al. 2024): the mean
        log-probability of the K % least probable tokens of an item. It has no scale of
        its own: name sets of the same kind that the model cannot have seen with
        --unseen, and it is told how far the items rank above them (area under the
        curve, p). Canonical order (Oren et al. 2024): p of the items being likelier in
        file order than shuffled, for a model that does not know the file. It needs a
        set of many items, is blind to training data that was shuffled, and takes
        (shuffles + 1) passes over the set.

        The model is a Hugging Face folder with config.json, model.safetensors and
        tokenizer.json, or an OpenAI-compatible server that echoes prompts with
        log-probabilities at /v1/completions (vLLM, llama-cpp-python). What a test sends
        must fit in the server's context: raise --shards until it does.

        EXAMPLES
          sluice contamination probe --model runs/quickstart/checkpoint \\
            --benchmarks samples/benchmarks --shards 10 --shuffles 9
        """)

    @Option(help: "The checkpoint folder.", completion: .directory)
    var model: String?

    @Option(help: "Address of an OpenAI-compatible server.")
    var server: String?

    @Option(help: "Model to ask the server for (default: the first it lists).")
    var serverModel = ""

    @OptionGroup var sets: BenchmarkOptions

    @Option(
      parsing: .upToNextOption, help: "Sets of the same kind that the model cannot have seen.")
    var unseen: [String] = []

    @Option(help: "K of Min-K%: share of the tokens that count, above 0 to 100.")
    var percent = MinKProbability().percent

    @Option(
      help: "Parts of a set whose order is tested, 2 or more; 0 leaves the test of order out.")
    var shards = CanonicalOrderTest().shards

    @Option(help: "Shuffles of each part, 1 or more.")
    var shuffles = CanonicalOrderTest().shuffles

    @Option(help: "Seed of the shuffles.")
    var seed: UInt64 = 0

    @Option(help: "Threads (default: the number of processor cores).")
    var workers: Int?

    @Flag(help: "Print one JSON object with every item.")
    var json = false

    func validate() throws {
      guard (model == nil) != (server == nil) else {
        throw ValidationError("name either --model or --server")
      }
      guard percent > 0, percent <= 100 else {
        throw ValidationError("--percent is \(percent); expected above 0 to 100")
      }
      guard shards == 0 || shards >= 2 else {
        throw ValidationError("--shards is \(shards); expected 0, or 2 or more")
      }
      guard shuffles >= 1 else {
        throw ValidationError("--shuffles is \(shuffles); expected at least 1")
      }
      if let workers, workers < 1 {
        throw ValidationError("--workers is \(workers); expected at least 1")
      }
    }

    func run() throws {
      if let workers { Compute.setThreads(workers) }
      let report: ProbeReport
      if let server {
        var scoring = try ServerScoring(address: server, model: serverModel)
        report = try probe(&scoring, named: scoring.model)
      } else {
        let model = model ?? ""
        try requireReadable(model + "/config.json", "--model")
        var scoring = try CheckpointScoring(checkpoint: model)
        report = try probe(&scoring, named: model)
      }
      if json { try Terminal.json(report) } else { print(report) }
    }

    private func probe(_ scoring: inout some TokenScoring, named name: String) throws -> ProbeReport
    {
      var others = sets
      others.benchmarks = unseen
      let probe = BlackBoxProbe(
        minK: MinKProbability(percent: percent),
        order: shards == 0
          ? nil : CanonicalOrderTest(shards: shards, shuffles: shuffles, seed: seed))
      return try probe.run(
        try sets.load(), unseen: unseen.isEmpty ? [] : try others.load(), model: name,
        scoring: &scoring)
    }

    private func print(_ report: ProbeReport) {
      var rows = [
        [
          "set", "items", "tokens", "Min-K% (nats)", "above unseen", "p", "order p",
          "by permutation",
        ]
      ]
      for set in report.benchmarks + report.unseen {
        let rank = set.minKAboveUnseen
        rows.append([
          set.name, "\(set.items.count)", Numbers.grouped(set.tokens),
          set.minKMean.map { Numbers.fixed($0, 3) } ?? "",
          rank.map { Numbers.fixed($0.area, 3) } ?? "",
          rank.map { Numbers.fixed($0.pValue, 4) } ?? "",
          set.order.map { Numbers.fixed($0.pValue, 4) } ?? "",
          set.order.map { Numbers.fixed($0.permutationPValue, 4) } ?? "",
        ])
      }
      for line in TextReport.table(rows) { Terminal.line(line) }
    }
  }
}
