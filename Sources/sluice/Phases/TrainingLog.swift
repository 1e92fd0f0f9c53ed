import FoundationEssentials
import Glibc
import Pipelines
import Training

/// The losses of a training run as JSON lines without times, so that they are the same in every run.
///
/// Lines are appended to a file that outlives the process. A resumed run keeps those up to the step of its
/// saved state and writes the rest again.
final class TrainingLog {
  /// One line of the log.
  struct Line: Codable, Equatable {
    var step: Int
    var loss: Double
    var learningRate: Double?
    var gradientNorm: Double?
    var validation: Bool?
    var bitsPerByte: Double?
  }

  private let path: String
  private(set) var lines: [Line] = []

  /// `step`: lines after this step are dropped; 0 starts anew.
  init(_ path: String, keepingUpTo step: Int) throws {
    self.path = path
    if step > 0, access(path, F_OK) == 0 {
      for line in try readFile(path).split(separator: 0x0A) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line)), line.step <= step
        else { break }
        lines.append(line)
      }
    }
    try writeFileAtomically(try encoded(), to: path)
  }

  /// Steps whose loss the log knows.
  var steps: Int { lines.count { $0.validation == nil } }

  /// Adds what the trainer reports and makes it survive a crash of the process.
  func append(_ report: TrainingLogLine) throws {
    let line: Line
    switch report {
    case .step(let step):
      line = Line(
        step: step.step, loss: step.loss, learningRate: step.learningRate,
        gradientNorm: step.gradientNorm)
    case .validation(let step, let result):
      line = Line(step: step, loss: result.loss, validation: true, bitsPerByte: result.bitsPerByte)
    }
    lines.append(line)
    guard let file = fopen(path, "ae") else {
      throw FileError(path: path, operation: "append to the log")
    }
    let bytes = try Self.encoded(line)
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw FileError(path: path, operation: "append to the log")
    }
  }

  /// The whole log.
  func encoded() throws -> [UInt8] {
    try lines.flatMap { try Self.encoded($0) }
  }

  private static func encoded(_ line: Line) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return Array(try encoder.encode(line)) + [0x0A]
  }
}
