import Model
import Pipelines
import Tokens
import Training

/// The sections of a pipeline file after its stages, and the phases they become.
struct PipelineSections {
  private let file: PipelineFile
  let tokens: TokensSettings?
  let mixture: MixtureSettings
  let train: TrainingSettings?
  let generate: GenerateSettings?
  let finetune: FinetuneSettings?
  private var trainerLabel: String?

  init(_ file: PipelineFile) throws {
    self.file = file
    let sources = file.sources.map(\.name)
    tokens = try decodeSection("tokens", of: file, defaults: TokensSettings()) {
      try $0.validate(sources: sources)
    }
    let sets = tokens?.from?.names
    if let sets, sets.isEmpty, let tree = file[section: "mixture"] {
      throw SettingsError(
        "'mixture' needs several token sets; name them in tokens.from, as in "
          + "{ web: RUN1/tokens, books: RUN2/tokens }", at: tree.place)
    }
    mixture =
      try decodeSection("mixture", of: file, defaults: MixtureSettings()) { settings in
        try settings.validate(sources: sets ?? sources)
        if sets != nil { try Self.validateForSets(settings) }
      } ?? MixtureSettings()
    let sequenceLength = tokens?.sequenceLength ?? 1
    train = try decodeSection("train", of: file, defaults: TrainingSettings()) {
      try Self.validate($0)
      try Self.validate($0.model, sequenceLength: sequenceLength)
    }
    generate = try decodeSection("generate", of: file, defaults: GenerateSettings()) {
      try $0.validate()
    }
    finetune = try decodeSection("finetune", of: file, defaults: FinetuneSettings()) {
      try $0.validate()
    }
    let asksElsewhere = generate?.server != nil || generate?.replay != nil
    if sources.isEmpty, tokens?.from == nil, !asksElsewhere || file[section: "tokens"] != nil {
      throw SettingsError(
        "'sources' is missing or empty; name at least one source", at: file.tree.place)
    }
    if let from = tokens?.from, !sources.isEmpty, let tree = file[section: "tokens"]?["from"] {
      throw SettingsError(
        "'from' names finished token shards (\(from.sets.map(\.folder).joined(separator: ", "))) while "
          + "the file has sources; keep one of them",
        at: tree.place)
    }
    try require("mixture", file[section: "mixture"] != nil, needs: "tokens", tokens != nil)
    try require("train", train != nil, needs: "tokens", tokens != nil)
    try require("finetune", finetune != nil, needs: "train", train != nil)
    let hasPairs = finetune?.pairs != nil
    try require("finetune", finetune != nil && !hasPairs, needs: "generate", generate != nil)
    let ownModel = generate != nil && generate?.server == nil && generate?.replay == nil
    try require("generate", ownModel, needs: "train", train != nil)
  }

  /// What cannot be asked of sets that are mixed row by row while a model trains on them.
  private static func validateForSets(_ settings: MixtureSettings) throws {
    if settings.tokens != nil {
      throw SettingsProblem("tokens", "does not go with tokens.from: the trainer's steps decide it")
    }
    if settings.epochs != nil || settings.allowSmaller {
      throw SettingsProblem(
        settings.epochs != nil ? "epochs" : "allowSmaller",
        "does not go with tokens.from: the trainer's steps decide how much is taken; give weights")
    }
    if settings.rehydrate != nil || settings.maximumFraction != nil {
      throw SettingsProblem(
        settings.rehydrate != nil ? "rehydrate" : "maximumFraction",
        "chooses documents, which finished token shards no longer are; set it where they are made")
    }
  }

  private static func validate(_ settings: TrainingSettings) throws {
    do {
      try settings.validate()
    } catch let error as TrainingError {
      throw SettingsProblem(error.place, error.message)
    }
  }

  private static func validate(_ shape: ModelShape, sequenceLength: Int) throws {
    do {
      try shape.configuration(
        vocabularySize: 256, contextLength: sequenceLength, endOfTextToken: nil
      ).validate()
    } catch let error as ModelError {
      throw SettingsProblem("model", "\(error.place): \(error.message)")
    }
  }

  private func require(
    _ section: String, _ isThere: Bool, needs other: String, _ isOtherThere: Bool
  ) throws {
    guard isThere, !isOtherThere, let tree = file[section: section] else { return }
    throw SettingsError("'\(section)' needs the section '\(other)'; add it", at: tree.place)
  }

  /// Files the phases read, for the plan's fingerprint.
  var sideFiles: [String] {
    (tokens?.from?.sets.map(\.folder) ?? [])
      + [tokens?.tokenizer.file].compactMap { $0 } + (generate?.files ?? [])
      + (finetune?.files ?? [])
  }

  /// The corpus stage that trains the tokenizer, when the section asks for one.
  mutating func tokenizerTraining(position: Int, labels: inout Set<String>) -> StageInstance? {
    guard let settings = tokens?.tokenizer.train else { return nil }
    let label = TokenizerTraining.name
    labels.insert(label)
    trainerLabel = label
    return StageInstance(
      label: label, only: nil, type: TokenizerTraining.self, settings: settings, position: position)
  }

  /// The phases after the document passes, and what the last pass does for them.
  func phases(
    inputs: [InputShard], stages: [StageInstance], ranges: Int
  ) throws -> (phases: [PlanCompiler.FurtherPhase], survivors: SurvivorOutputs) {
    var phases: [PlanCompiler.FurtherPhase] = []
    var survivors = SurvivorOutputs()
    func add(
      _ name: String, tasks: Int = 1, kind: Phase.Kind = .reduce, releases: [String] = [],
      _ body: any PhaseBody
    ) {
      var phase = Phase(name: name, tasks: tasks, after: [], kind: kind)
      phase.releases = releases
      phases.append(PlanCompiler.FurtherPhase(phase, body))
    }
    let sources = file.sources.map(\.name)
    let provider = try tokenizerProvider(stages, ranges)
    if let tokens, let provider, tokens.from == nil {
      let textFields = Dictionary(
        file.sources.map { ($0.name, $0.settings.textField) }, uniquingKeysWith: { $1 })
      let encoding = DocumentEncoding(
        sources: sources, tokenizer: provider,
        validation: ValidationShare(
          tokens, inputs: inputs, textFields: textFields, tokenizer: provider,
          seed: StableSeed.derive(file.seed, "validation")),
        mixture: mixture, seed: file.seed)
      if tokens.canEncodeWhileReading {
        survivors.keepsDocuments = tokens.keepDocuments
        survivors.sinkFields = [Survivor.notesField]
        survivors.makeSink = { try EncodedDocuments(encoding, of: $0, $1) }
      } else {
        add(
          TokenizePhase.name, tasks: inputs.count, kind: .map,
          TokenizePhase(inputs: inputs, textFields: textFields, encoding: encoding))
      }
      add(
        MixPhase.name, releases: [TokenizePhase.folder],
        MixPhase(
          inputs: inputs, sources: sources, tokenizer: provider, mixture: mixture, tokens: tokens,
          seed: StableSeed.derive(file.seed, "mixture")))
    }
    if let train, let tokens, let provider {
      add(
        TrainPhase.name,
        TrainPhase(
          tokenizer: provider, settings: train, from: tokens.from, mixture: mixture,
          sequenceLength: tokens.sequenceLength, packing: tokens.packing,
          masksDocuments: tokens.maskDocuments, seed: StableSeed.derive(file.seed, "rows"),
          fingerprint: "\(file.seed) \(tokens.packing.rawValue) \(tokens.maskDocuments)"))
    }
    if let generate {
      add(GeneratePhase.name, GeneratePhase(settings: generate, tokenizer: provider))
    }
    if let finetune, let tokens, let provider {
      add(
        FinetunePhase.name,
        FinetunePhase(
          tokenizer: provider, settings: finetune, seedsPath: generate?.seeds,
          sequenceLength: tokens.sequenceLength, seed: StableSeed.derive(file.seed, "pairs"),
          fingerprint: "\(file.seed)"))
    }
    return (phases, survivors)
  }

  private func tokenizerProvider(
    _ stages: [StageInstance], _ ranges: Int
  ) throws -> TokenizerProvider? {
    guard let tokens else { return nil }
    // Sets must agree on their tokenizer: that of the first is the one the others are compared with.
    if let folder = tokens.from?.sets.first?.folder {
      return TokenizerProvider(.file(folder, splitPattern: nil))
    }
    if let path = tokens.tokenizer.file {
      return TokenizerProvider(.file(path, splitPattern: tokens.tokenizer.splitPattern))
    }
    guard let stage = stages.first(where: { $0.label == trainerLabel }),
      let flow = stage.corpusFlow
    else { return nil }
    return TokenizerProvider(.trained(label: stage.label, flow: flow, ranges: ranges))
  }
}
