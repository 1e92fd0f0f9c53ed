internal import FoundationEssentials
import Model

// The state of a run, from which it goes on bit for bit. Little-endian:
//
//   byte 0   8  "SLUICETS"
//        8   4  version, 1
//       12   4  length M of the description
//       16   M  the description: JSON of `TrainingState`, sorted keys
//     16+M  4N  parameters, N of them, fp32, in the order of `ParameterLayout`
//     then  4N  AdamW's mean of the gradients
//     then  4N  AdamW's mean of their squares
//     then   8  checksum of everything before (`Checksum`)

/// What a state file says about itself: enough to refuse another run's.
struct TrainingState: Codable {
  static let magic = Array("SLUICETS".utf8)
  static let version: UInt32 = 1
  static let maximumDescriptionBytes = 1 << 20

  var progress: TrainingProgress
  var updates: Int
  var settings: TrainingSettings
  var model: ModelConfiguration
  var dataFingerprint: String
  var kernels: String

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return try Array(encoder.encode(self))
    }
  }

  init(
    progress: TrainingProgress, updates: Int, settings: TrainingSettings, model: ModelConfiguration,
    dataFingerprint: String, kernels: String
  ) {
    self.progress = progress
    self.updates = updates
    self.settings = settings
    self.model = model
    self.dataFingerprint = dataFingerprint
    self.kernels = kernels
  }

  init(json: [UInt8], path: String) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch {
      throw TrainingError(.damagedState, at: path, "its description cannot be read: \(error)")
    }
    guard progress.step >= 0, progress.tokens >= 0, updates >= 0 else {
      throw TrainingError(.damagedState, at: path, "its counters are negative")
    }
  }

  /// - Throws: `TrainingError` naming the first thing in which the other run differs from this one.
  func requireSameRun(as other: TrainingState, ignoringKernels: Bool, path: String) throws {
    for (mine, theirs) in zip(settings.trajectory, other.settings.trajectory)
    where mine.value != theirs.value {
      throw TrainingError(
        .otherRun, at: path,
        "was saved with \(mine.name) \(theirs.value), and this run has \(mine.value): "
          + "use the same settings, or start anew in another folder")
    }
    guard model == other.model else {
      throw TrainingError(.otherRun, at: path, "holds a model of another shape: \(other.model)")
    }
    guard dataFingerprint == other.dataFingerprint else {
      throw TrainingError(
        .otherRun, at: path,
        "was saved over other data (\(other.dataFingerprint), now \(dataFingerprint)): "
          + "restore the token shards, or start anew in another folder")
    }
    guard ignoringKernels || kernels == other.kernels else {
      throw TrainingError(
        .otherRun, at: path,
        "was computed with the kernels \(other.kernels), and this CPU and precision take \(kernels): "
          + "the run can go on, but its numbers will not be those of a straight run")
    }
  }
}
