internal import Compression
internal import Glibc

/// Reads the small files of a tokenizer; packed ones (gzip, zstd) are unpacked.
enum FileBytes {
  /// Larger files are not tokenizers.
  private static let maximumBytes = 1 << 30

  /// The whole content of a file; a folder or an unreadable file is an error that says so.
  static func read(_ path: String) throws(TokenizerError) -> [UInt8] {
    var bytes: [UInt8] = []
    var status = stat()
    if stat(path, &status) == 0 { bytes.reserveCapacity(min(Int(status.st_size), maximumBytes)) }
    do {
      let source = try ByteSources.open(path)
      var chunk = [UInt8](repeating: 0, count: 1 << 18)
      while bytes.count < maximumBytes {
        let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: chunk[..<count])
      }
    } catch {
      throw TokenizerError(.unreadable(reason: "\(error)"), at: path)
    }
    throw TokenizerError(.malformed("it is larger than 1 GiB"), at: path)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Names of the files in a folder, sorted.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The last part of a path, without the ending of a packed file.
  static func name(of path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".zst", ".gz"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }
}
