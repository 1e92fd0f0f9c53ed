import Glibc

/// A file that appears under its name only when it is complete.
///
/// Bytes go to `<path>.partial`, which is forced to disk and renamed by `finish`. A value released
/// without that leaves the earlier file of that name as it was.
final class FinishedFile {
  private let path: String
  private var buffer: [UInt8] = []
  private var file: Int32
  private var offset = 0

  init(path: String) throws(JournalError) {
    self.path = path
    file = open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw JournalError(.system(errno), path: path) }
  }

  deinit {
    guard file >= 0 else { return }
    close(file)
    unlink(path + ".partial")
  }

  func write(_ bytes: [UInt8]) throws(JournalError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 20 { try flush() }
  }

  func finish() throws(JournalError) {
    try flush()
    guard fsync(file) == 0 else { throw JournalError(.system(errno), path: path) }
    let status = close(file)
    file = -1
    guard status == 0 else { throw JournalError(.system(errno), path: path) }
    guard rename(path + ".partial", path) == 0 else {
      throw JournalError(.system(errno), path: path)
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    // The rename is done; some file systems cannot force a folder to disk.
    fsync(handle)
    close(handle)
  }

  private func flush() throws(JournalError) {
    try writeAll(buffer, to: file, at: offset, path + ".partial")
    offset += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
