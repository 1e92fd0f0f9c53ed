internal import Glibc
internal import Pipelines
internal import Text

/// Writes a file through one buffer, with a checksum per full buffer where that is asked for.
final class FileOutput {
  /// Hashes of the blocks written so far, `TokenShardFormat.blockBytes` each but for the last.
  private(set) var checksums: [UInt64] = []
  /// Bytes written so far, those in the buffer included.
  private(set) var byteCount = 0

  private let path: String
  private let descriptor: Int32
  private let hashesBlocks: Bool
  private let pages = PageBuffer(byteCount: TokenShardFormat.blockBytes)
  private var used = 0

  /// Creates or empties a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - reserved: bytes left free at the start, filled by `overwriteStart`.
  ///   - hashesBlocks: whether `checksums` is kept.
  ///   - isScratch: the file loses its name at once and vanishes with this object.
  /// - Throws: `TokenShardError` when the file cannot be made.
  init(
    path: String, reserved: Int = 0, hashesBlocks: Bool = false, isScratch: Bool = false
  ) throws(TokenShardError) {
    self.path = path
    self.hashesBlocks = hashesBlocks
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    if isScratch { unlink(path) }
    guard lseek(descriptor, off_t(reserved), SEEK_SET) == off_t(reserved) else {
      throw Self.failure(path)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private var buffer: UnsafeMutableRawPointer { pages.start }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TokenShardError) {
    var offset = 0
    while offset < bytes.count {
      let count = min(bytes.count - offset, TokenShardFormat.blockBytes - used)
      if let source = bytes.baseAddress { memcpy(buffer + used, source + offset, count) }
      offset += count
      try advance(count)
    }
  }

  func write(_ bytes: [UInt8]) throws(TokenShardError) {
    let result = bytes.withUnsafeBytes { raw in
      Result { () throws(TokenShardError) in try write(raw) }
    }
    try result.get()
  }

  func write(_ value: some FixedWidthInteger) throws(TokenShardError) {
    let result = withUnsafeBytes(of: value.littleEndian) { raw in
      Result { () throws(TokenShardError) in try write(raw) }
    }
    try result.get()
  }

  /// Writes token ids of 2 or 4 bytes; ids that do not fit are cut, so check them first.
  ///
  /// - Precondition: what was written before is a multiple of `width`.
  func write(_ tokens: Span<UInt32>, width: Int) throws(TokenShardError) {
    precondition(byteCount % width == 0, "tokens are aligned to their width")
    var next = 0
    while next < tokens.count {
      let count = min(tokens.count - next, (TokenShardFormat.blockBytes - used) / width)
      let chunk = tokens.extracting(next..<next + count)
      let start = buffer + used
      // Plain loops over pointers become vector instructions.
      chunk.withUnsafeBufferPointer { source in
        if width == 2 {
          let target = start.assumingMemoryBound(to: UInt16.self)
          for index in source.indices {
            target[index] = UInt16(truncatingIfNeeded: source[index]).littleEndian
          }
        } else {
          let target = start.assumingMemoryBound(to: UInt32.self)
          for index in source.indices { target[index] = source[index].littleEndian }
        }
      }
      next += count
      try advance(count * width)
    }
  }

  /// Zeros up to the next multiple of 8.
  func pad() throws(TokenShardError) {
    try write([UInt8](repeating: 0, count: TokenShardFormat.padded(byteCount) - byteCount))
  }

  /// Appends the whole content of another output.
  func append(_ other: FileOutput) throws(TokenShardError) {
    try other.flush()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while offset < other.byteCount {
      let count = pread(other.descriptor, &chunk, chunk.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(other.path) }
      try write(Array(chunk[..<count]))
      offset += count
    }
  }

  /// Writes what is buffered; the last block may be short.
  func flush() throws(TokenShardError) {
    guard used > 0 else { return }
    if hashesBlocks {
      let block = UnsafeRawBufferPointer(start: buffer, count: used)
      checksums.append(StableHash.hash64(block.bindMemory(to: UInt8.self)))
    }
    var offset = 0
    while offset < used {
      let count = Glibc.write(descriptor, buffer + offset, used - offset)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path) }
      offset += count
    }
    used = 0
  }

  /// Fills the bytes reserved at the start.
  func overwriteStart(_ bytes: [UInt8]) throws(TokenShardError) {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else { throw Self.failure(path) }
  }

  private func advance(_ count: Int) throws(TokenShardError) {
    used += count
    byteCount += count
    if used == TokenShardFormat.blockBytes { try flush() }
  }

  private static func failure(_ path: String) -> TokenShardError {
    TokenShardError(.unwritable(reason: String(cString: strerror(errno))), path: path)
  }
}
