import Text

/// Where decompressed bytes come from.
package protocol ByteSource: AnyObject {
  /// Reads the next bytes; 0 at the end.
  /// - Throws: `StreamDamage`, after which reading may go on; `FileError`, after which it may not.
  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int
  /// Bytes of the file used up so far, before decompression.
  var consumedBytes: Int { get }
}

/// The bytes of a file as they stand.
package final class PlainSource: ByteSource {
  private let file: InputFile

  package init(_ file: InputFile) { self.file = file }

  package var consumedBytes: Int { file.offset }

  package func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    try file.read(into: output)
  }
}

/// Opens files by what their first bytes say.
package enum ByteSources {
  /// Opens a plain, gzip or zstd file.
  ///
  /// A file whose name promises gzip or zstd but whose bytes are readable text is taken as plain
  /// (servers and download tools decompress silently); with other bytes it is a damaged compressed
  /// file.
  /// - Throws: `FileError`; `StreamDamage` of kind `unsupported` for other compressions.
  package static func open(_ path: String, bufferBytes: Int = 1 << 18) throws -> any ByteSource {
    let file = try InputFile(opening: path, bufferBytes: bufferBytes)
    let head = try file.available(atLeast: 16)
    if GzipDecoder.startsMember(head) { return try CompressedSource<GzipDecoder>(file) }
    if ZstdDecoder.startsMember(head) { return try CompressedSource<ZstdDecoder>(file) }
    if let name = foreignCompression(head) {
      throw StreamDamage(
        .unsupported, at: 0, found: "\(name) data", expected: "plain text, gzip or zstd")
    }
    if !head.isEmpty, head.count < GzipDecoder.signatureBytes || !isText(head) {
      if path.hasSuffix(".gz") { return try CompressedSource<GzipDecoder>(file) }
      if path.hasSuffix(".zst") || path.hasSuffix(".zstd") {
        return try CompressedSource<ZstdDecoder>(file)
      }
    }
    return PlainSource(file)
  }

  private static func foreignCompression(_ head: UnsafeRawBufferPointer) -> String? {
    let signatures: [(name: String, bytes: [UInt8])] = [
      ("bzip2", [0x42, 0x5A, 0x68]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      ("lz4", [0x04, 0x22, 0x4D, 0x18]), ("zip", [0x50, 0x4B, 3, 4]),
      ("Parquet", Array("PAR1".utf8)),
    ]
    guard let match = signatures.first(where: { head.starts(with: $0.bytes) }) else { return nil }
    // "BZh" may begin a text; a bzip2 file goes on with its level and the digits of pi.
    if match.name == "bzip2", !head.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26]) {
      return nil
    }
    return match.name
  }

  private static func isText(_ head: UnsafeRawBufferPointer) -> Bool {
    let valid = UTF8Validation.firstInvalidOffset(in: head.assumingMemoryBound(to: UInt8.self))
    let hasControls = head.contains { $0 < 0x20 && !(0x09...0x0D).contains($0) }
    // The sample may cut a sequence of up to four bytes.
    return !hasControls && (valid ?? head.count) > head.count - 4
  }
}
