import Glibc
import Text

/// Gives the outputs of a task their final names: link first, marker last.
///
/// Any number of processes may run the same task at once, and any of them may be killed at any moment:
/// outputs appear whole, the first commit wins, a second one compares equal, and a difference between two
/// attempts is reported instead of hidden.
struct Commit {
  let run: RunFolder
  let fingerprint: String

  /// - `attempt`: folder of the attempt; outputs lie in it under their final relative paths.
  /// - `outputs`: the final relative paths.
  ///
  /// Throws `NondeterminismError` when a marker of the same plan names other bytes.
  func publish(
    phase: String, index: Int, attempt: String, outputs: [String], counters: Tally, seconds: Double
  ) throws -> Marker {
    var marker = Marker(
      fingerprint: fingerprint, phase: phase, index: index, outputs: [], counters: counters,
      seconds: seconds)
    for path in outputs.sorted() {
      let temporary = attempt + "/" + path
      try sync(temporary)
      let (bytes, hash) = try contentHash(ofFile: temporary)
      marker.outputs.append(Marker.Output(path: path, bytes: bytes, hash: hash.description))
    }
    for output in marker.outputs {
      try place(attempt + "/" + output.path, as: output, phase: phase, index: index)
    }
    return try placeMarker(marker, attempt: attempt)
  }

  private func place(
    _ temporary: String, as output: Marker.Output, phase: String, index: Int
  ) throws {
    let final = run.absolute(output.path)
    try makeParentFolder(of: final)
    if link(temporary, final) != 0 {
      guard errno == EEXIST else {
        // No hard links on this file system: a rename is the next best.
        guard [EPERM, EOPNOTSUPP, EMLINK, ENOSYS, EXDEV].contains(errno),
          rename(temporary, final) == 0
        else { throw FileError(path: final, operation: "link into place") }
        try syncFolder(of: final)
        return
      }
      let (bytes, hash) = try contentHash(ofFile: final)
      if bytes != output.bytes || hash.description != output.hash {
        if let other = try Marker.read(run.marker(phase: phase, index: index)),
          other.fingerprint == fingerprint
        {
          throw NondeterminismError(
            phase: phase, index: index, path: output.path, first: other.hash(of: output.path),
            second: output.hash)
        }
        // Without a marker it is a torn leftover of an earlier attempt or of another plan.
        guard rename(temporary, final) == 0 else {
          throw FileError(path: final, operation: "replace a torn file")
        }
      }
    }
    try syncFolder(of: final)
  }

  private func placeMarker(_ marker: Marker, attempt: String) throws -> Marker {
    let final = run.marker(phase: marker.phase, index: marker.index)
    try makeParentFolder(of: final)
    let temporary = attempt + "/marker.json"
    let file = try FileWriter(creating: temporary)
    try file.write(try marker.encoded())
    try file.close(durable: true)
    if link(temporary, final) != 0 {
      guard errno == EEXIST, let first = try Marker.read(final) else {
        guard rename(temporary, final) == 0 else {
          throw FileError(path: final, operation: "write the marker")
        }
        return marker
      }
      if first.fingerprint == marker.fingerprint {
        if let different = marker.outputs.first(where: { first.hash(of: $0.path) != $0.hash }) {
          throw NondeterminismError(
            phase: marker.phase, index: marker.index, path: different.path,
            first: first.hash(of: different.path), second: different.hash)
        }
        return first
      }
      guard rename(temporary, final) == 0 else {
        throw FileError(path: final, operation: "replace the marker of another plan")
      }
    }
    try syncFolder(of: final)
    return marker
  }

  private func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, operation: "open to sync") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(path: path, operation: "sync") }
  }
}

extension Marker {
  /// The hash of an output by its path; empty when the marker does not name it.
  func hash(of path: String) -> String { outputs.first { $0.path == path }?.hash ?? "" }
}

/// Two attempts at the same task wrote different bytes.
public struct NondeterminismError: Error, Equatable, CustomStringConvertible {
  public var phase: String
  public var index: Int
  public var path: String
  public var first: String
  public var second: String

  public var description: String {
    "task \(phase) \(index): \(path) differs between two attempts (\(first) and \(second)); "
      + "the same input must give the same bytes: please report this with the pipeline file"
  }
}
