import Glibc
import Pipelines

/// A hidden folder inside an output folder: files are written there and then given their names.
///
/// What a killed command leaves in it is overwritten by nobody and read by nobody.
struct StagingFolder {
  let path: String
  let output: String

  /// Creates both folders.
  init(in output: String) throws {
    self.output = output
    path = "\(output)/.writing-\(getpid())"
    try makeFolder(path)
  }

  /// Renames whole files, in the order given, to the same relative paths below the output folder.
  ///
  /// Returns those paths.
  func publish(_ paths: [String]) throws -> [String] {
    try paths.map { file in
      let name = String(file.dropFirst(path.count + 1))
      try makeParentFolder(of: "\(output)/\(name)")
      try sync(file)
      try moveFile(file, to: "\(output)/\(name)")
      return name
    }
  }

  /// Removes what was not published.
  func remove() { removeTree(path) }

  private func sync(_ file: String) throws {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: file, operation: "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(path: file, operation: "sync") }
  }
}
