import Compression
import Glibc
import Pipelines

/// Turns patterns into the paths of files: plain paths, globs, folders (recursively) and list
/// files.
struct PatternExpansion {
  /// A path and whether the user named it, rather than a folder it lies in.
  struct Match {
    var path: String
    var isNamed: Bool
  }

  private let pattern: String

  /// Paths a pattern stands for, sorted by their bytes; inside a list file, lists are refused.
  static func matches(_ pattern: String, isInList: Bool = false) throws -> [Match] {
    let expansion = PatternExpansion(pattern: pattern)
    if pattern.hasPrefix("@") { return try expansion.list(String(pattern.dropFirst()), isInList) }
    if pattern.hasSuffix(".list") { return try expansion.list(pattern, isInList) }
    let paths = pattern.contains(where: { "*?[".contains($0) }) ? try expansion.glob() : [pattern]
    return try paths.flatMap { try expansion.filesBelow($0) }
  }

  private func list(_ path: String, _ isInList: Bool) throws -> [Match] {
    guard !isInList else {
      throw ListingError(
        problem: .nestedList, pattern: pattern,
        message: "a list file inside a list file; name its files directly")
    }
    _ = try kind(of: path)
    let file = try InputFile(opening: path)
    let bytes = try file.read(upTo: file.byteCount)
    let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.map { trimmed($0) }
    let patterns = lines.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    guard !patterns.isEmpty else {
      throw ListingError(
        problem: .noMatch, pattern: pattern,
        message: "the list names no file; expected one path or glob a line")
    }
    return try patterns.flatMap { try Self.matches($0, isInList: true) }
  }

  private func trimmed(_ line: ArraySlice<UInt8>) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = line.drop(while: isSpace)
    let count = start.reversed().drop(while: isSpace).count
    return String(decoding: start.prefix(count), as: UTF8.self)
  }

  private func glob() throws -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    let status = Glibc.glob(pattern, GLOB_NOSORT | GLOB_ERR, nil, &result)
    let code = errno
    // A folder that does not exist ends the search too; then nothing matches.
    if status == GLOB_ABORTED, code != ENOENT, code != ENOTDIR {
      throw ListingError(
        problem: .unreadable, pattern: pattern,
        message: "a folder on the way cannot be read (\(String(cString: strerror(code))))")
    }
    guard status == 0, result.gl_pathc > 0 else {
      throw ListingError(
        problem: .noMatch, pattern: pattern,
        message: "the pattern matches no file; check the path and the current folder")
    }
    let paths = (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { String(cString: $0) }
    }
    return Self.sortedByBytes(paths)
  }

  private func filesBelow(_ path: String) throws -> [Match] {
    guard try kind(of: path) == S_IFDIR else { return [Match(path: path, isNamed: true)] }
    var folders: [FolderKey] = []
    let files = try filesInFolder(path, ancestors: &folders)
    guard !files.isEmpty else {
      throw ListingError(
        problem: .noMatch, pattern: pattern, message: "found no file in the folder '\(path)'")
    }
    return files.map { Match(path: $0, isNamed: false) }
  }

  private struct FolderKey: Equatable {
    var device: UInt64
    var inode: UInt64
  }

  /// Files of a folder and its folders, hidden ones left out, in byte order; links are followed,
  /// but not into a folder that is being listed already.
  private func filesInFolder(_ path: String, ancestors: inout [FolderKey]) throws -> [String] {
    var status = stat()
    guard stat(path, &status) == 0, let folder = opendir(path) else { throw unreadable(path) }
    let key = FolderKey(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    closedir(folder)
    guard !ancestors.contains(key) else { return [] }
    ancestors.append(key)
    defer { ancestors.removeLast() }
    let prefix = path.hasSuffix("/") ? path : path + "/"
    return try Self.sortedByBytes(names).flatMap { name in
      let isFolder = try kind(of: prefix + name) == S_IFDIR
      return isFolder
        ? try filesInFolder(prefix + name, ancestors: &ancestors) : [prefix + name]
    }
  }

  private func kind(of path: String) throws -> mode_t {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT }
    guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(path) }
    throw ListingError(
      problem: .missing, pattern: pattern,
      message: "'\(path)' does not exist; check the path and the current folder")
  }

  private func unreadable(_ path: String) -> ListingError {
    ListingError(
      problem: .unreadable, pattern: pattern,
      message:
        "'\(path)' cannot be read (\(String(cString: strerror(errno)))); check its permissions")
  }

  /// Byte order, which no locale changes.
  static func sortedByBytes(_ paths: [String]) -> [String] {
    paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
