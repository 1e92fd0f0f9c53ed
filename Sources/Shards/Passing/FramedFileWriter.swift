import Compression
import Pipelines

// A framed file is one zstd frame (its checksum finds flipped bits) of
//
//   mark of what the bodies are                        8 bytes
//   for each body: LEB128 length, never 0; the body
//   a zero byte, then the number of bodies             1 + 8 bytes, little-endian

/// Writes bodies of bytes one after another, for files between two passes.
final class FramedFileWriter {
  private let output: ZstdWriter
  private var prefix: [UInt8] = []
  private var count: UInt64 = 0

  /// Creates the file; it is zstd whatever its ending says.
  init(_ path: String, mark: [UInt8]) throws {
    output = try ZstdWriter(FileWriter(creating: path))
    try output.write(mark)
  }

  func append(_ body: [UInt8]) throws {
    prefix.removeAll(keepingCapacity: true)
    prefix.appendLEB128(UInt64(body.count))
    try output.write(prefix)
    try output.write(body)
    count += 1
  }

  func finish() throws {
    var trailer: [UInt8] = [0]
    trailer.appendInteger(count)
    try output.write(trailer)
    try output.finish()
  }
}
