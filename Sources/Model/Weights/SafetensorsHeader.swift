// A safetensors file, little-endian:
//
//   byte 0   8  length N of the header, at most 100 MB
//        8   N  JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …,
//               "__metadata__": {"format": "pt"}}, padded with spaces to a multiple of 8
//      8+N   …  the tensors, row-major, one after the other without gaps; offsets count from here
//
// Format notes: huggingface/safetensors. What breaks a rule is refused, never repaired: a reader that
// guesses can be made to read one tensor's bytes as another's.

/// One tensor of a safetensors file.
package struct SafetensorsEntry: Hashable, Sendable {
  package enum Element: String, CaseIterable, Sendable {
    case F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL

    package var byteCount: Int {
      switch self {
      case .F64, .I64: 8
      case .F32, .I32: 4
      case .F16, .BF16, .I16: 2
      case .I8, .U8, .BOOL: 1
      }
    }
  }

  package let name: String
  package let element: Element
  package let shape: [Int]
  /// Bytes from the beginning of the data.
  package let range: Range<Int>
}

/// The checked header of a safetensors file.
package struct SafetensorsHeader {
  package static let maximumBytes = 100_000_000

  /// In the order of their data.
  package let entries: [SafetensorsEntry]

  /// Parses and checks the JSON of a header.
  ///
  /// - Parameters:
  ///   - json: the N bytes after the length.
  ///   - dataBytes: bytes of the file after the header.
  ///   - path: for messages.
  /// - Throws: `ModelError` of kind `damagedFile` naming the tensor and the rule it breaks.
  package init(json: [UInt8], dataBytes: Int, path: String) throws {
    var parser = SafetensorsHeaderParser(json, path: path)
    let parsed = try parser.parse()
    let sorted = parsed.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for entry in sorted {
      try Self.checkSize(entry, path)
      guard entry.range.lowerBound == end else {
        throw ModelError(
          .damagedFile, at: path,
          "'\(entry.name)' starts at byte \(entry.range.lowerBound) of the data; expected \(end): "
            + (entry.range.lowerBound < end ? "two tensors overlap" : "there is a gap"))
      }
      end = entry.range.upperBound
    }
    guard end == dataBytes else {
      throw ModelError(
        .damagedFile, at: path,
        "the header describes \(end) bytes of data and the file holds \(dataBytes): copy it again")
    }
    entries = sorted
  }

  private static func checkSize(_ entry: SafetensorsEntry, _ path: String) throws {
    var bytes = entry.element.byteCount
    for dimension in entry.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard !overflow else {
        throw ModelError(
          .damagedFile, at: path, "'\(entry.name)' has a shape \(entry.shape) beyond 64 bits")
      }
      bytes = product
    }
    guard bytes == entry.range.count else {
      throw ModelError(
        .damagedFile, at: path,
        "'\(entry.name)' of type \(entry.element) and shape \(entry.shape) takes \(bytes) bytes; "
          + "its offsets span \(entry.range.count)")
    }
  }
}
