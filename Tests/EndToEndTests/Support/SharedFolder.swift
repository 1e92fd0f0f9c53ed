import Glibc
import TestSupport

/// One folder for what many tests look at; removed when the process ends, as statics are never released.
enum SharedFolder {
  private static let folder: TemporaryFolder = {
    atexit { _ = try? Command.shell("rm -rf '\(SharedFolder.path)'", in: "/") }
    return TemporaryFolder()
  }()

  static var path: String { folder.path }

  /// Writes a file below the folder and returns its path.
  static func write(_ text: String, to name: String) -> String { folder.write(text, to: name) }
}
