import Compression
import FoundationEssentials
import Testing
import Text

/// A text with the ids and the decoding that a reference library gave for it.
struct GoldenLine: Sendable {
  /// nil where the text stands in another file, on the same line.
  var text: [UInt8]?
  /// With added tokens matched.
  var parsed: [UInt32]?
  /// With special tokens as plain text.
  var plain: [UInt32]?
  /// With what the post-processor adds.
  var full: [UInt32]?
  /// nil where decoding gives the text back.
  var decoded: [UInt8]?

  /// Reads one line; a byte order mark at the start of a text is kept, which JSONDecoder would drop.
  init(_ line: some Collection<UInt8>) throws {
    let record = Array(line)
    var fields = ContiguousArray<JSONField>()
    try JSONScanner().scanObject(record.span, into: &fields)
    func value(_ name: String) -> Range<Int>? {
      fields.first { record[$0.name].elementsEqual(name.utf8) }?.value
    }
    func text(_ name: String) -> [UInt8]? {
      var replaced = 0
      return value(name).map { range in
        record[range.lowerBound + 1..<range.upperBound - 1].withUnsafeBufferPointer {
          JSONString.unescaped($0, replacedSurrogates: &replaced)
        }
      }
    }
    func ids(_ name: String) throws -> [UInt32]? {
      try value(name).map { try JSONDecoder().decode([UInt32].self, from: Data(record[$0])) }
    }
    self.text = text("text")
    decoded = text("decoded")
    parsed = try ids("parsed")
    plain = try ids("plain") ?? ids("ids")
    full = try ids("full")
  }

  /// The lines of a file, which may be packed.
  static func read(_ path: String) throws -> [GoldenLine] {
    try lines(of: path).map { try GoldenLine($0) }
  }

  /// The lines of a file as bytes.
  static func lines(of path: String) throws -> [ArraySlice<UInt8>] {
    try PackedFile.content(path).split(separator: UInt8(ascii: "\n"))
  }
}

/// A file read whole, unpacked by its ending.
enum PackedFile {
  static func content(_ path: String) throws -> [UInt8] {
    let source = try ByteSources.open(path)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = try piece.withUnsafeMutableBytes({ try source.read(into: $0) }),
      count > 0
    {
      bytes += piece[..<count]
    }
    return bytes
  }
}
