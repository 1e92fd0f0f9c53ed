import Glibc

/// Whole files in and out; the samples are small.
enum Files {
  /// Names in `folder` that end in `suffix`, in byte order.
  static func names(in folder: String, suffix: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      throw SampleError("\(folder): cannot be listed (\(reason())); run from the repository root")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(suffix) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Everything in the file at `path`.
  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw SampleError("\(path): cannot be read (\(reason()))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    guard ferror(file) == 0 else {
      throw SampleError("\(path): reading stopped after \(bytes.count) bytes (\(reason()))")
    }
    return bytes
  }

  static func readText(_ path: String) throws -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else {
      throw SampleError("\(path): is not valid UTF-8; save it as UTF-8")
    }
    return text
  }

  /// Writes beside the final name and renames, so that a reader never meets half a file.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let partial = path + ".partial"
    guard let file = fopen(partial, "wb") else {
      throw SampleError("\(partial): cannot be written (\(reason()))")
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count, rename(partial, path) == 0 else {
      throw SampleError("\(path): could not be written whole (\(reason()))")
    }
  }

  private static func reason() -> String {
    String(cString: strerror(errno))
  }
}
