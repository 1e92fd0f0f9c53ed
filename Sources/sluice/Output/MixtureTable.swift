import Pipelines
import Tokens
import Training

/// A planned mixture as a table: exact where tokens were counted, estimated before.
enum MixtureTable {
  /// One source of a planned mixture, in the keys of `report.json` and of `plan --json`.
  struct Source: Encodable {
    var name: String
    var documents: Int
    /// Tokens of one pass, copies of rehydrated documents included.
    var tokens: Int
    var uniqueTokens: Int
    var weight: Double
    var share: Double
    var epochs: Double
    var effectiveTokens: Double

    init(_ share: MixtureShare, of plan: MixturePlan) {
      name = share.source.name
      documents = share.source.documents
      tokens = share.source.tokens
      uniqueTokens = share.source.uniqueTokens
      weight = share.askedFraction
      self.share = plan.fraction(of: share)
      epochs = share.epochs
      effectiveTokens = share.effectiveTokens
    }
  }

  /// A planned mixture in `plan --json`.
  struct Summary: Encodable {
    /// Whether tokens were estimated from bytes.
    var isEstimated: Bool
    var tokens: Int
    var sources: [Source]
    var notes: [String]

    init(_ plan: MixturePlan, isEstimated: Bool) {
      self.isEstimated = isEstimated
      tokens = plan.tokens
      sources = plan.shares.map { Source($0, of: plan) }
      notes = plan.notes
    }
  }

  /// Plans a mixture of finished token sets for the tokens that a training takes.
  static func plan(
    _ sets: [TokenSet], _ settings: MixtureSettings, for training: TrainingSettings,
    sequenceLength: Int
  ) throws -> MixturePlan {
    var settings = settings
    let (rows, isTooLarge) = training.steps.multipliedReportingOverflow(by: training.batchRows)
    let (wanted, overflow) = rows.multipliedReportingOverflow(by: sequenceLength)
    let tokens = isTooLarge || overflow ? 1 << 50 : min(wanted, 1 << 50)
    settings.tokens = tokens
    settings.allowSmaller = true
    let plan: MixturePlan
    do {
      plan = try MixturePlan(sources: sets.map(\.source), settings: settings)
    } catch {
      throw CommandError("'mixture': \(error)", status: .usage)
    }
    guard plan.tokens + sets.count < tokens else { return plan }
    let limits = plan.shares.filter { $0.askedFraction > 0 }.map {
      "\($0.source.name) \(Numbers.grouped($0.tokens)) (\(Numbers.fixed($0.epochs, 2)) epochs)"
    }
    throw CommandError(
      "the training takes \(Numbers.grouped(tokens)) tokens (steps · batchRows · sequenceLength), but "
        + "the sets give at most \(Numbers.grouped(plan.tokens)): \(limits.joined(separator: ", ")); "
        + "take fewer steps or raise maximumEpochs", status: .usage)
  }

  /// One line: each source's share and epochs.
  static func short(_ plan: MixturePlan) -> String {
    plan.shares.map {
      "\($0.source.name) \(Numbers.fixed(plan.fraction(of: $0), 3)) "
        + "(\(Numbers.fixed($0.epochs, 2)) epochs)"
    }.joined(separator: ", ")
  }

  /// The sum, the table and the notes.
  static func lines(_ summary: Summary) -> [String] {
    var rows = [["source", "documents", "tokens", "weight", "share", "epochs", "effective tokens"]]
    for source in summary.sources {
      rows.append([
        source.name, source.documents > 0 ? Numbers.grouped(source.documents) : "-",
        Numbers.grouped(source.tokens), Numbers.fixed(source.weight, 3),
        Numbers.fixed(source.share, 3), Numbers.fixed(source.epochs, 2),
        Numbers.grouped(Int(source.effectiveTokens)),
      ])
    }
    let title =
      "mixture: \(summary.isEstimated ? "about " : "")\(Numbers.grouped(summary.tokens)) training tokens"
    return [title] + TextReport.table(rows) + summary.notes.map { "  note: \($0)" }
  }
}
