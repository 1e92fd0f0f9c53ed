import CZstd
package import Pipelines

/// Writes one zstd frame with a checksum, on the caller's thread: the same bytes give the same
/// file.
package final class ZstdWriter: OutputSink {
  private static let blockBytes = 1 << 18
  private let file: FileWriter
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer
  private var pending = BlockBuffer(blockBytes: blockBytes)

  /// Starts a frame at a compression level of libzstd, 1 to 19.
  package init(_ file: FileWriter, level: Int32 = 1) throws {
    self.file = file
    guard let created = ZSTD_createCCtx() else {
      throw CodecFailure(description: "\(file.path): no memory for a zstd encoder")
    }
    context = created
    output = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 64)
    for (parameter, value) in [(ZSTD_c_compressionLevel, level), (ZSTD_c_checksumFlag, 1)] {
      try check(ZSTD_CCtx_setParameter(context, parameter, value))
    }
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    try pending.append(bytes) { try compress($0, ZSTD_e_continue) }
  }

  package func finish() throws {
    try pending.flush { try compress($0, ZSTD_e_end) }
    try file.close()
  }

  private func compress(_ bytes: UnsafeRawBufferPointer, _ directive: ZSTD_EndDirective) throws {
    var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let left = ZSTD_compressStream2(context, &target, &source, directive)
      try check(left)
      try file.write(UnsafeRawBufferPointer(rebasing: output[..<target.pos]))
      if directive == ZSTD_e_end ? left == 0 : source.pos == source.size { return }
    }
  }

  private func check(_ result: Int) throws {
    guard ZSTD_isError(result) == 0 else {
      throw CodecFailure(
        description: "\(file.path): zstd: \(String(cString: ZSTD_getErrorName(result)))")
    }
  }
}
