import CDeflate

/// Gzip files of several members; the only use of libdeflate here.
enum Gzip {
  /// One member that holds `bytes`, without name or time, so that equal bytes give equal members.
  static func member(_ bytes: [UInt8]) throws -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(9) else {
      throw SampleError("gzip: no memory for a compressor")
    }
    defer { libdeflate_free_compressor(compressor) }
    var member = [UInt8](
      repeating: 0, count: libdeflate_gzip_compress_bound(compressor, bytes.count))
    let count = libdeflate_gzip_compress(
      compressor, bytes, bytes.count, &member, member.count)
    guard count > 0 else { throw SampleError("gzip: a member did not fit its bound") }
    return Array(member[..<count])
  }

  /// The texts of the whole members at the start of `file`, and how many bytes follow them.
  static func members(of file: [UInt8]) throws -> (texts: [[UInt8]], remaining: Int) {
    guard let decompressor = libdeflate_alloc_decompressor() else {
      throw SampleError("gzip: no memory for a decompressor")
    }
    defer { libdeflate_free_decompressor(decompressor) }
    var texts: [[UInt8]] = []
    var rest = file[...]
    var buffer = [UInt8](repeating: 0, count: 4 << 20)
    while !rest.isEmpty {
      var consumed = 0
      var produced = 0
      let result = rest.withUnsafeBytes { input in
        libdeflate_gzip_decompress_ex(
          decompressor, input.baseAddress, input.count, &buffer, buffer.count, &consumed, &produced)
      }
      guard result == LIBDEFLATE_SUCCESS else { break }
      texts.append(Array(buffer[..<produced]))
      rest = rest.dropFirst(consumed)
    }
    return (texts, rest.count)
  }
}

extension Shard {
  /// The texts of the members before compression.
  var memberTexts: [[UInt8]] {
    members.map { records in records.flatMap { Array($0.line.utf8) + [UInt8(ascii: "\n")] } }
  }

  /// The bytes of the file; a truncated shard ends half way through its last member.
  func compressed() throws -> [UInt8] {
    var members = try memberTexts.map { try Gzip.member($0) }
    if isTruncated, let last = members.popLast() {
      members.append(Array(last.prefix(last.count / 2)))
    }
    return members.flatMap { $0 }
  }
}
