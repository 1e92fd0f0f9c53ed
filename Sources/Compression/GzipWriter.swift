import CDeflate
package import Pipelines

/// Writes gzip members of 1 MiB of input each with libdeflate: any gzip reader takes them as one
/// stream.
package final class GzipWriter: OutputSink {
  private static let memberBytes = 1 << 20
  private let file: FileWriter
  private let compressor: OpaquePointer
  private var output: [UInt8] = []
  private var pending = BlockBuffer(blockBytes: memberBytes)
  private var hasMembers = false

  /// Starts a file at a compression level of libdeflate, 1 to 12.
  package init(_ file: FileWriter, level: Int32 = 6) throws {
    self.file = file
    guard let created = libdeflate_alloc_compressor(level) else {
      throw CodecFailure(description: "\(file.path): no gzip encoder of level \(level)")
    }
    compressor = created
  }

  deinit { libdeflate_free_compressor(compressor) }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    try pending.append(bytes) { try writeMember($0) }
  }

  package func finish() throws {
    // An empty file is one empty member, not zero bytes: readers can tell it from a lost one.
    try pending.flush { if !hasMembers || !$0.isEmpty { try writeMember($0) } }
    try file.close()
  }

  private func writeMember(_ bytes: UnsafeRawBufferPointer) throws {
    hasMembers = true
    let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
    if output.count < bound { output = [UInt8](repeating: 0, count: bound) }
    let written = output.withUnsafeMutableBytes {
      libdeflate_gzip_compress(compressor, bytes.baseAddress, bytes.count, $0.baseAddress, $0.count)
    }
    guard written > 0 else {
      throw CodecFailure(description: "\(file.path): gzip: a member does not fit its bound")
    }
    try output.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<written])) }
  }
}
