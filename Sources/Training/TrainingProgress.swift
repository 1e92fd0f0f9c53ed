/// How far a run has come.
public struct TrainingProgress: Codable, Hashable, Sendable {
  /// Steps done, skipped ones included.
  public internal(set) var step = 0
  /// Input tokens seen.
  public internal(set) var tokens = 0
  /// Steps whose loss or gradients were not finite, so that they changed nothing.
  public internal(set) var skippedSteps = 0
  /// Skipped steps since the last good one.
  public internal(set) var consecutiveSkips = 0
  /// Loss of the last step that was not skipped, in nats.
  public internal(set) var lastLoss: Double?

  mutating func count(loss: Double, tokens newTokens: Int, wasSkipped: Bool) throws {
    step += 1
    tokens += newTokens
    if !wasSkipped {
      lastLoss = loss
      consecutiveSkips = 0
      return
    }
    skippedSteps += 1
    consecutiveSkips += 1
    guard consecutiveSkips < Trainer.maximumConsecutiveSkips else {
      throw TrainingError(
        .diverged, at: "step \(step)",
        "\(consecutiveSkips) steps in a row had a loss or gradients that are not finite; "
          + "lower learningRate or raise warmUpFraction and start from the last saved state")
    }
  }
}

/// What a run came to.
public struct TrainingSummary: Sendable {
  public let progress: TrainingProgress
  /// Whether the last step was reached; false after a cancellation.
  public let isFinished: Bool
  /// The last validation of this run, if there was one.
  public let validation: EvaluationResult?
}
