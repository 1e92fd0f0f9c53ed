package import Pipelines

/// Where a writer's bytes go: a file, compressed as its name says.
package protocol OutputSink: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Writes what is pending and closes the file; nothing is whole before this returns.
  func finish() throws
}

/// Creates output files by the endings of their names.
package enum OutputSinks {
  /// Creates a file: zstd for `.zst`, gzip for `.gz`, plain for anything else.
  package static func create(_ path: String) throws -> any OutputSink {
    let file = try FileWriter(creating: path)
    if path.hasSuffix(".zst") { return try ZstdWriter(file) }
    if path.hasSuffix(".gz") { return try GzipWriter(file) }
    return PlainWriter(file)
  }
}

extension OutputSink {
  /// Writes an array's bytes.
  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }
}

/// Bytes as they stand.
package final class PlainWriter: OutputSink {
  private let file: FileWriter

  package init(_ file: FileWriter) { self.file = file }

  package func write(_ bytes: UnsafeRawBufferPointer) throws { try file.write(bytes) }

  package func finish() throws { try file.close() }
}

/// Collects bytes into blocks of a fixed size, so that compressed output depends on the bytes alone
/// and not on how they were handed over.
struct BlockBuffer {
  private var bytes: [UInt8] = []
  private let blockBytes: Int

  init(blockBytes: Int) {
    self.blockBytes = blockBytes
    bytes.reserveCapacity(blockBytes)
  }

  /// Appends bytes and hands every full block to `body`.
  mutating func append(
    _ more: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var rest = more[...]
    while bytes.count + rest.count >= blockBytes {
      let part = rest.prefix(blockBytes - bytes.count)
      bytes.append(contentsOf: part)
      rest = rest.dropFirst(part.count)
      try flush(body)
    }
    bytes.append(contentsOf: rest)
  }

  /// Hands what is left to `body`, also when it is nothing.
  mutating func flush(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try bytes.withUnsafeBytes(body)
    bytes.removeAll(keepingCapacity: true)
  }
}
