import Glibc

/// What a run reports as it goes, a line at a time.
public enum TrainingLogLine: Sendable {
  case step(StepReport)
  case validation(step: Int, EvaluationResult)

  /// The line as JSON with stable keys, without a line feed.
  ///
  /// Times are in it, so two runs of the same data differ here and nowhere else. Values that are
  /// not finite are null.
  public var json: String {
    switch self {
    case .step(let report): report.json
    case .validation(let step, let result):
      JSONLine([
        ("kind", .text("validation")), ("step", .integer(step)), ("loss", .number(result.loss)),
        ("perplexity", .number(result.perplexity)), ("targets", .integer(result.targets)),
        ("bits_per_byte", .number(result.bitsPerByte ?? .nan)),
      ]).text
    }
  }
}

/// One optimiser step.
public struct StepReport: Sendable {
  /// Steps done, this one included.
  public let step: Int
  /// Input tokens of all steps so far.
  public let tokens: Int
  /// Mean loss of the targets that counted, in nats.
  public let loss: Double
  public let learningRate: Double
  /// Norm of all gradients before clipping.
  public let gradientNorm: Double
  /// Whether loss or norm were not finite, so that nothing was changed.
  public let wasSkipped: Bool
  /// Skipped steps so far.
  public let skippedSteps: Int
  /// The share of the batch's targets that counted.
  public let targetFraction: Double
  public let seconds: Double
  /// Input tokens a second: the median of the last 20 steps.
  public let tokensPerSecond: Double

  var json: String {
    JSONLine([
      ("kind", .text("step")), ("step", .integer(step)), ("tokens", .integer(tokens)),
      ("loss", .number(loss)), ("lr", .number(learningRate)), ("grad_norm", .number(gradientNorm)),
      ("skipped", .integer(skippedSteps)), ("target_fraction", .number(targetFraction)),
      ("ms", .number((seconds * 1e6).rounded() / 1e3)),
      ("tok_s", .number(tokensPerSecond.rounded())), ("peak_rss_mb", .integer(Self.peakMegabytes)),
    ]).text
  }

  private static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}

/// A flat JSON object whose keys and texts need no escapes.
private struct JSONLine {
  enum Value {
    case integer(Int)
    case number(Double)
    case text(String)
  }

  let text: String

  init(_ members: [(key: String, value: Value)]) {
    let parts = members.map { key, value in
      switch value {
      case .integer(let integer): "\"\(key)\":\(integer)"
      case .number(let number): "\"\(key)\":\(number.isFinite ? "\(number)" : "null")"
      case .text(let text): "\"\(key)\":\"\(text)\""
      }
    }
    text = "{\(parts.joined(separator: ","))}"
  }
}
