import Glibc
import Pipelines
import Tokens

/// The mixture of a pipeline before anything has run: exact for finished token sets, else estimated.
struct MixtureEstimate {
  private let sections: PipelineSections
  private let inputs: [InputShard]
  private let sources: [String]

  /// The mixture of a compiled pipeline; nil for a pipeline without one.
  static func summary(of compiled: PlanCompiler.Compiled) throws -> MixtureTable.Summary? {
    let file = try PipelineFile(
      compiled.plan.config.value, sectionNames: PipelineLoader.sectionNames)
    return try MixtureEstimate(
      sections: try PipelineSections(file), inputs: compiled.inputs,
      sources: file.sources.map(\.name)
    ).summary()
  }

  /// The plan of the mixture; nil for a pipeline without one.
  ///
  /// Throws what the run itself would refuse, as far as that is certain.
  private func summary() throws -> MixtureTable.Summary? {
    guard let tokens = sections.tokens else { return nil }
    if let from = tokens.from {
      guard !from.names.isEmpty, let train = sections.train else { return nil }
      let sets = try from.sets.map {
        try TokenSet(name: $0.name, folder: $0.folder, expecting: nil)
      }
      return MixtureTable.Summary(
        try MixtureTable.plan(
          sets, sections.mixture, for: train, sequenceLength: tokens.sequenceLength),
        isEstimated: false)
    }
    return try estimated(tokens)
  }

  /// What cannot be met by estimate may be met by count: it becomes a note.
  private func estimated(_ tokens: TokensSettings) throws -> MixtureTable.Summary {
    let bytesPerToken = Self.bytesPerToken(vocabularySize: try vocabularySize(tokens.tokenizer))
    let estimates = sources.map { name in
      let bytes = inputs.reduce(0) { $0 + ($1.source == name ? DiskSpace.estimatedText($1) : 0) }
      let all = Double(bytes) / bytesPerToken
      let heldOut = tokens.validationTokens?[name] ?? all * tokens.validationFraction
      let left =
        (all - min(heldOut, all * ValidationShare.maximumFraction))
        * sections.mixture.fraction(of: name)
      return MixtureSource(name: name, tokens: Int(left), documents: 0)
    }
    var notes = [
      "tokens are estimated: \(Numbers.fixed(bytesPerToken, 1)) bytes of text each, before any stage "
        + "has dropped a document"
    ]
    if sections.mixture.rehydrate != nil {
      notes.append("copies of documents that had duplicates (rehydrate) come on top")
    }
    var settings = sections.mixture
    let plan: MixturePlan
    do {
      plan = try MixturePlan(sources: estimates, settings: settings)
    } catch {
      notes.append("by this estimate the run will be refused: \(error)")
      settings.allowSmaller = true
      settings.force = true
      plan = try MixturePlan(sources: estimates, settings: settings)
    }
    var summary = MixtureTable.Summary(plan, isEstimated: true)
    summary.notes = notes + plan.notes
    return summary
  }

  private func vocabularySize(_ settings: TokensSettings.Tokenizer) throws -> Int {
    if let path = settings.file { return try Tokenizer(contentsOf: path).vocabularySize }
    return settings.train?.vocabularySize ?? TokenizerTraining.Settings().vocabularySize
  }

  /// A rule of thumb for English: 4.4 bytes with GPT-2's 50,257 tokens, 3.1 with 2,048.
  private static func bytesPerToken(vocabularySize: Int) -> Double {
    0.28 * log2(Double(max(256, vocabularySize)))
  }
}
