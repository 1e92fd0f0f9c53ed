/// A safetensors file whose header has been checked; tensors are read one at a time.
package struct SafetensorsReader {
  package let header: SafetensorsHeader
  private let file: InputFile
  private let dataStart: Int
  private let indices: [String: Int]

  /// - Throws: `ModelError` for a file that cannot be read or breaks a rule of the format.
  package init(_ path: String) throws {
    let file = try InputFile(path)
    guard file.size >= 8 else {
      throw ModelError(.damagedFile, at: path, "has \(file.size) bytes; a header takes at least 8")
    }
    let prefix = try file.read(at: 0, count: 8)
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let limit = min(SafetensorsHeader.maximumBytes, file.size - 8)
    guard length <= UInt64(limit) else {
      throw ModelError(
        .damagedFile, at: path,
        "states a header of \(length) bytes; expected at most \(limit): not a safetensors file, or cut short"
      )
    }
    dataStart = 8 + Int(length)
    header = try SafetensorsHeader(
      json: file.read(at: 8, count: Int(length)), dataBytes: file.size - dataStart, path: path)
    indices = Dictionary(
      uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    self.file = file
  }

  package func entry(_ name: String) -> SafetensorsEntry? {
    indices[name].map { header.entries[$0] }
  }

  /// Reads a tensor of any floating type as fp32.
  ///
  /// - Parameters:
  ///   - name: of the tensor.
  ///   - shape: what it must have.
  /// - Returns: its values, row-major.
  /// - Throws: `ModelError` when it is missing, or of another shape or kind.
  package func floats(_ name: String, shape: [Int]) throws -> [Float] {
    guard let entry = entry(name) else {
      throw ModelError(.damagedFile, at: file.path, "lacks the tensor '\(name)'")
    }
    guard entry.shape == shape else {
      throw ModelError(
        .damagedFile, at: file.path,
        "'\(name)' has the shape \(entry.shape); the configuration asks for \(shape)")
    }
    let count = shape.reduce(1, *)
    if entry.element == .F32 {
      var values = [Float](repeating: 0, count: count)
      try values.withUnsafeMutableBytes {
        try file.read(at: dataStart + entry.range.lowerBound, into: $0)
      }
      return values
    }
    let bytes = try file.read(at: dataStart + entry.range.lowerBound, count: entry.range.count)
    return try bytes.withUnsafeBytes { try Self.widened($0, entry, file.path) }
  }

  private static func widened(
    _ bytes: UnsafeRawBufferPointer, _ entry: SafetensorsEntry, _ path: String
  ) throws -> [Float] {
    let count = bytes.count / entry.element.byteCount
    switch entry.element {
    case .BF16:
      return (0..<count).map {
        let bits = UInt16(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
        return Float(bitPattern: UInt32(bits) << 16)
      }
    case .F16:
      return (0..<count).map {
        let bits = UInt16(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
        return halfToFloat(bits)
      }
    case .F64:
      return (0..<count).map {
        let bits = UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
        return Float(Double(bitPattern: bits))
      }
    case .F32, .I64, .I32, .I16, .I8, .U8, .BOOL:
      throw ModelError(
        .unsupported, at: path,
        "'\(entry.name)' is of type \(entry.element); weights must be floats")
    }
  }

  /// IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits.
  ///
  /// Written out because Swift has no `Float16` arithmetic on every platform.
  static func halfToFloat(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1024 + fraction) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
    }
  }
}
