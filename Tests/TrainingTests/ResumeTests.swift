import Glibc
import Model
import TestSupport
import Testing
import Training

@Suite("Resuming")
struct ResumeTests {
  static let rows = SyntheticRows(maskEvery: 3)

  /// The weights of a run of 20 steps, in one go.
  static func straight(_ precision: Precision) throws -> [UInt32] {
    let model = try tinyModel()
    var settings = tinySettings()
    settings.precision = precision
    _ = try Trainer(model: model, settings: settings, source: rows).run()
    return bits(model)
  }

  @Test(
    "20 steps equal 10, a stop, and 10 more, bit for bit, on any number of threads",
    arguments: [1, 2, 5], [Precision.fp32] + (Compute.hasBF16 ? [.bf16] : []))
  func exact(threads: Int, precision: Precision) throws {
    try ExclusiveCompute.run {
      defer { Compute.setThreads(0) }
      Compute.setThreads(2)
      let expected = try Self.straight(precision)
      let folder = TemporaryFolder()
      let path = folder.path + "/training.state"
      var settings = tinySettings()
      settings.precision = precision
      Compute.setThreads(threads)
      let first = try Trainer(
        model: tinyModel(), settings: settings, source: Self.rows, statePath: path)
      let summary = try first.run(isCancelled: { first.progress.step == 10 })
      #expect(!summary.isFinished && summary.progress.step == 10)
      Compute.setThreads(6 - threads)
      let model = try tinyModel(seed: 99)
      let second = try Trainer(model: model, settings: settings, source: Self.rows, statePath: path)
      #expect(try second.resume())
      #expect(second.progress == summary.progress)
      #expect(try second.run().isFinished)
      #expect(bits(model) == expected)
      #expect(TemporaryFolder.bytes(ofFile: path + ".partial").isEmpty)
    }
  }

  @Test("without a saved state a run starts anew")
  func nothingSaved() throws {
    try ExclusiveCompute.run {
      let folder = TemporaryFolder()
      let trainer = try Trainer(
        model: tinyModel(), settings: tinySettings(), source: Self.rows,
        statePath: folder.path + "/none")
      #expect(try !trainer.resume())
      #expect(
        try !Trainer(model: tinyModel(), settings: tinySettings(), source: Self.rows).resume())
    }
  }

  @Test("the state of another run is refused by the name of what differs")
  func otherRun() throws {
    try ExclusiveCompute.run {
      let folder = TemporaryFolder()
      let path = folder.path + "/training.state"
      var settings = tinySettings(steps: 2)
      settings.precision = .fp32
      _ = try Trainer(
        model: tinyModel(), settings: settings, source: Self.rows, statePath: path
      ).run()
      func refusal(
        _ source: SyntheticRows = Self.rows, _ edit: (inout TrainingSettings) -> Void = { _ in }
      ) throws -> TrainingError? {
        var other = settings
        edit(&other)
        let model = try tinyModel()
        let before = bits(model)
        let trainer = try Trainer(model: model, settings: other, source: source, statePath: path)
        defer { #expect(bits(model) == before) }
        return #expect(throws: TrainingError.self) { _ = try trainer.resume() }
      }
      let settingsError = try refusal { $0.beta2 = 0.9 }
      #expect(settingsError?.kind == .otherRun && settingsError?.message.contains("beta2") == true)
      var otherRows = Self.rows
      otherRows.seed = 4
      let dataError = try refusal(otherRows)
      #expect(dataError?.kind == .otherRun && dataError?.message.contains("other data") == true)
      guard Kernels.instructionSets.count > 1 else { return }
      defer { Kernels.forceInstructionSet(nil) }
      Kernels.forceInstructionSet("plain")
      let kernelError = try refusal()
      #expect(kernelError?.kind == .otherRun && kernelError?.message.contains("plain/fp32") == true)
      let trainer = try Trainer(
        model: tinyModel(), settings: settings, source: Self.rows, statePath: path)
      #expect(try trainer.resume(acceptingOtherKernels: true))
    }
  }

  @Test("a saved state that was cut or altered at any place is refused and changes nothing")
  func damage() throws {
    try ExclusiveCompute.run {
      let folder = TemporaryFolder()
      let path = folder.path + "/training.state"
      let settings = tinySettings(steps: 2)
      _ = try Trainer(
        model: tinyModel(), settings: settings, source: Self.rows, statePath: path
      ).run()
      let whole = TemporaryFolder.bytes(ofFile: path)
      let model = try tinyModel()
      let before = bits(model)
      let trainer = try Trainer(
        model: model, settings: settings, source: Self.rows, statePath: path)
      var random = SplitMix64(seed: 3)
      let cuts =
        [0, 7, 15, 16, 100, whole.count - 1]
        + (0..<20).map { _ in Int.random(in: 0..<whole.count, using: &random) }
      for cut in cuts {
        folder.write(whole[..<cut], to: "training.state")
        #expect(throws: TrainingError.self, "cut at \(cut)") { _ = try trainer.resume() }
      }
      let flips =
        [0, 8, 12, 15, 30, whole.count - 1]
        + (0..<60).map { _ in Int.random(in: 0..<whole.count, using: &random) }
      for flip in flips {
        var altered = whole
        altered[flip] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        folder.write(altered, to: "training.state")
        #expect(throws: TrainingError.self, "flip at \(flip)") { _ = try trainer.resume() }
      }
      folder.write(whole + [0], to: "training.state")
      #expect(throws: TrainingError.self) { _ = try trainer.resume() }
      #expect(bits(model) == before)
      folder.write(whole, to: "training.state")
      #expect(try trainer.resume())
    }
  }

  @Test("a folder that does not exist is an error that names the path")
  func noFolder() throws {
    try ExclusiveCompute.run {
      let path = "/nonexistent-folder/training.state"
      let trainer = try Trainer(
        model: tinyModel(), settings: tinySettings(steps: 1), source: Self.rows, statePath: path)
      let error = #expect(throws: ModelError.self) { _ = try trainer.run() }
      #expect(error?.kind == .fileAccess && error?.place.contains(path) == true)
    }
  }

  @Test("a full disk is an error, and the state saved before stays")
  func fullDisk() throws {
    try ExclusiveCompute.run {
      let folder = TemporaryFolder()
      let path = folder.path + "/training.state"
      let trainer = try Trainer(
        model: tinyModel(), settings: tinySettings(), source: Self.rows, statePath: path)
      _ = try trainer.step()
      try trainer.saveState()
      let saved = TemporaryFolder.bytes(ofFile: path)
      _ = try trainer.step()
      // The temporary file is a link to a device that has no room.
      #expect(symlink("/dev/full", path + ".partial") == 0)
      let error = #expect(throws: ModelError.self) { try trainer.saveState() }
      #expect(error?.kind == .fileAccess && error?.message.contains("No space left") == true)
      #expect(TemporaryFolder.bytes(ofFile: path) == saved)
      try trainer.saveState()
      #expect(TemporaryFolder.bytes(ofFile: path) != saved)
    }
  }
}
