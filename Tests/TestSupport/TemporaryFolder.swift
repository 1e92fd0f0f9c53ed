import Glibc
import Pipelines

/// A fresh folder that is removed when the value is released.
public final class TemporaryFolder: Sendable {
  /// The absolute path, without a trailing slash.
  public let path: String

  public init() { path = (try? makeTemporaryFolder(prefix: "sluice-test")) ?? "/tmp" }

  deinit { if path != "/tmp" { removeTree(path) } }

  /// Writes a file below the folder and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) -> String {
    let file = path + "/" + name
    var parent = path
    for part in name.split(separator: "/").dropLast() {
      parent += "/" + part
      mkdir(parent, 0o755)
    }
    guard let handle = fopen(file, "wb") else { return file }
    let array = Array(bytes)
    fwrite(array, 1, array.count, handle)
    fclose(handle)
    return file
  }

  /// Writes text as UTF-8 below the folder and returns the path.
  @discardableResult
  public func write(_ text: String, to name: String) -> String { write(text.utf8, to: name) }

  /// The bytes of a file below the folder, or an empty array when it cannot be read.
  public func read(_ name: String) -> [UInt8] { Self.bytes(ofFile: path + "/" + name) }

  /// The bytes of any file, or an empty array when it cannot be read.
  public static func bytes(ofFile path: String) -> [UInt8] {
    guard let handle = fopen(path, "rb") else { return [] }
    defer { fclose(handle) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, handle)
      if count == 0 { return result }
      result.append(contentsOf: buffer[..<count])
    }
  }
}
