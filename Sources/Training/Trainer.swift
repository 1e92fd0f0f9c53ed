public import Model

/// Fits a model to batches, step by step: the one loop behind pretraining and fine-tuning.
///
/// The weights after a step depend on the model's first weights, the settings, the data and the kernel
/// table; not on the number of threads, on interruptions, or on how often progress was saved.
///
///     let trainer = try Trainer(model: model, settings: settings, source: rows, statePath: path)
///     _ = try trainer.resume()
///     let summary = try trainer.run { log.write($0.json) }
///     try model.save(huggingFaceFolder: folder)
public final class Trainer {
  public let model: Transformer
  public let settings: TrainingSettings
  /// Counters of what has been done; saved and restored with the state.
  public internal(set) var progress = TrainingProgress()

  /// A run that skips this many steps in a row is not going to recover.
  static let maximumConsecutiveSkips = 20

  let source: any BatchSource
  let validation: ValidationSet?
  let statePath: String?
  let optimizer: Optimizer
  let precision: Precision
  private let schedule: Schedule
  private let gradients: FloatStorage
  private let pass: GradientPass
  private let validationPass: TransformerPass?
  private let microBatchRows: Int
  private var stopwatch = Stopwatch()

  /// Takes the memory of the whole run.
  ///
  /// - Parameters:
  ///   - model: changed in place.
  ///   - settings: how to train it.
  ///   - source: of the training rows.
  ///   - validation: judged every `validationInterval` steps and after the last.
  ///   - statePath: where the state is saved; nil: nowhere.
  /// - Throws: `TrainingError` for settings out of range, `ModelError` where precision, sequence length
  ///   or memory do not allow the run.
  public init(
    model: Transformer, settings: TrainingSettings, source: any BatchSource,
    validation: ValidationSet? = nil, statePath: String? = nil
  ) throws {
    try settings.validate()
    self.model = model
    self.settings = settings
    self.source = source
    self.validation = validation
    self.statePath = statePath
    let precision = try settings.precision.resolved()
    self.precision = precision
    schedule = Schedule(settings)
    microBatchRows = min(settings.microBatchRows, settings.batchRows)
    optimizer = try Optimizer(model, settings)
    gradients = try FloatStorage(count: model.layout.count)
    pass = try GradientPass(
      model: model, sequences: microBatchRows, sequenceLength: source.sequenceLength,
      precision: precision)
    validationPass = try validation.map {
      try TransformerPass(
        model: model, sequences: max(1, min(settings.microBatchRows, $0.rows)),
        sequenceLength: $0.source.sequenceLength, precision: precision, training: false)
    }
  }

  /// Trains until the last step, or until cancelled, and saves the state then.
  ///
  /// - Parameters:
  ///   - log: called after each step and each validation.
  ///   - isCancelled: asked before each step.
  /// - Returns: how far it came, and the last validation.
  /// - Throws: `TrainingError` when a row is unusable or the run has diverged; the last saved state stays.
  public func run(
    log: (TrainingLogLine) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> TrainingSummary {
    var lastValidation: EvaluationResult?
    var savedStep = -1
    while progress.step < settings.steps {
      if isCancelled() { break }
      log(.step(try step()))
      if isDue(settings.validationInterval), let validation, let validationPass {
        let result = try validation.evaluate(model, validationPass)
        lastValidation = result
        log(.validation(step: progress.step, result))
      }
      if isDue(settings.checkpointInterval) {
        try saveState()
        savedStep = progress.step
      }
    }
    if savedStep != progress.step { try saveState() }
    return TrainingSummary(
      progress: progress, isFinished: progress.step >= settings.steps, validation: lastValidation)
  }

  /// One optimiser step over one batch.
  public func step() throws -> StepReport {
    stopwatch.start()
    let batch = try Batch(source, step: progress.step, rows: 0..<settings.batchRows, model: model)
    guard batch.targetCount > 0 else {
      throw TrainingError(
        .data, at: "step \(progress.step)",
        "found no target that counts in \(settings.batchRows) rows")
    }
    let loss = accumulate(batch) / Double(batch.targetCount)
    let norm = Optimizer.norm(gradients)
    let learningRate = schedule.learningRate(step: progress.step)
    let isUsable = loss.isFinite && norm.isFinite
    if isUsable { optimizer.update(gradients: gradients, norm: norm, learningRate: learningRate) }
    try progress.count(loss: loss, tokens: batch.inputs.count, wasSkipped: !isUsable)
    let seconds = stopwatch.stop()
    return StepReport(
      step: progress.step, tokens: progress.tokens, loss: loss, learningRate: learningRate,
      gradientNorm: norm, wasSkipped: !isUsable, skippedSteps: progress.skippedSteps,
      targetFraction: Double(batch.targetCount) / Double(batch.targets.count), seconds: seconds,
      tokensPerSecond: Double(batch.inputs.count) / max(stopwatch.median, 1e-9))
  }

  /// The summed loss of the batch; its mean's gradients are left in `gradients`.
  private func accumulate(_ batch: Batch) -> Double {
    gradients.clear()
    let scale = 1 / Float(batch.targetCount)
    var total = 0.0
    for first in stride(from: 0, to: batch.rows, by: microBatchRows) {
      let part = batch.part(first..<min(first + microBatchRows, batch.rows))
      total += pass.accumulate(
        tokens: part.inputs, targets: part.targets, starts: part.starts, sequences: part.rows,
        lossScale: scale, into: gradients)
    }
    return total
  }

  private func isDue(_ interval: Int) -> Bool {
    progress.step == settings.steps || (interval > 0 && progress.step % interval == 0)
  }
}
