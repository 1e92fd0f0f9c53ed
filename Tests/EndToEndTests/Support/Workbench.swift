import Glibc
import TestSupport

/// A folder in which the command lines of help texts and the README can be run: samples, pipelines, and a
/// finished run `runs/quickstart`.
final class Workbench {
  private let folder = TemporaryFolder()

  init() throws {
    let finished = try QuickRun.finished.get()
    let made = try Command.shell(
      """
      ln -s '\(Command.checkout)/samples' '\(Command.checkout)/pipelines' . && mkdir runs &&
      cp -a '\(finished.run)' runs/quickstart && cp runs/quickstart/tokens/tokenizer.json runs/
      """, in: folder.path)
    guard made.status == 0 else { throw SetupError(reason: made.errors) }
  }

  struct SetupError: Error { var reason: String }

  /// Runs a line as it stands, but a run of the quickstart in the brief form of `QuickRun`.
  func run(_ line: String) throws -> Command {
    let file = "pipelines/quickstart.yaml"
    let options = QuickRun.options.map { "'\($0)'" }.joined(separator: " ")
    guard let range = line.firstRange(of: file) else {
      return try Command.shell(line, in: folder.path)
    }
    return try Command.shell(
      line.replacingCharacters(range, by: "\(file) \(options)"), in: folder.path)
  }
}

extension String {
  /// Where a text stands first.
  fileprivate func firstRange(of text: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(text) }
      .flatMap { start in index(start, offsetBy: text.count, limitedBy: endIndex).map { start..<$0 }
      }
  }

  fileprivate func replacingCharacters(_ range: Range<Index>, by text: String) -> String {
    var copy = self
    copy.replaceSubrange(range, with: text)
    return copy
  }
}
