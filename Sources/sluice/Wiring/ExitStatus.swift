import Glibc
import Instruct
import Pipelines
import Shards

/// The exit statuses that scripts rely on.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  case finishedWithSkips = 2
  case limitPassed = 3
  case usage = 64
  case badInput = 65
  case nondeterminism = 70
  case tryAgain = 75

  /// The status that an error ends the program with.
  static func of(_ error: any Error) -> Int32 {
    switch error {
    case let failure as LocalEngine.Failure: of(failure.error)
    case is SettingsError, is ListingError: usage.rawValue
    case is NondeterminismError: nondeterminism.rawValue
    case is RecordProblem: badInput.rawValue
    case let server as GenerationError: (server.mayPass ? tryAgain : failed).rawValue
    case let file as FileError: file.isTransient ? tryAgain.rawValue : failed.rawValue
    case let known as any ExitStatusProviding: known.exitStatus.rawValue
    default: failed.rawValue
    }
  }
}

extension GenerationError {
  /// Whether the same command may succeed once the server is there or less busy.
  fileprivate var mayPass: Bool {
    switch problem {
    case .notReady, .circuitOpen: true
    default: isRetryable
    }
  }
}

/// An error that knows the status it ends the program with.
protocol ExitStatusProviding: Error {
  var exitStatus: ExitStatus { get }
}

/// A message for the user with a status.
struct CommandError: ExitStatusProviding, CustomStringConvertible {
  var description: String
  var exitStatus: ExitStatus

  init(_ description: String, status: ExitStatus = .failed) {
    self.description = description
    exitStatus = status
  }
}
