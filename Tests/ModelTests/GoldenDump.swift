import Glibc
import Model

/// A small model, a batch, and what PyTorch made of them; layout and origin in `gpt2-tiny.txt`.
struct GoldenDump {
  let configuration: ModelConfiguration
  let sequences: Int
  let sequenceLength: Int
  let steps: Int
  /// (B, T) inputs, and the targets one place further.
  let inputs, targets: [Int32]
  let weights, gradients, losses, weightsAfter: [Float]

  static func load() throws -> GoldenDump {
    try bytes(of: "gpt2-tiny.dump").withUnsafeBytes { GoldenDump(Words(bytes: $0)) }
  }

  /// A file of nothing but floats.
  static func floats(of name: String) throws -> [Float] {
    try bytes(of: name).withUnsafeBytes { bytes in
      var words = Words(bytes: bytes)
      return words.floats(bytes.count / 4)
    }
  }

  private static func bytes(of name: String) throws -> [UInt8] {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Goldens"
    return try InputFile.contents(of: "/\(folder)/\(name)", limit: 1 << 20)
  }

  /// Reads little-endian 32-bit words one after the other.
  private struct Words {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func integers(_ count: Int) -> [Int32] {
      defer { position += 4 * count }
      return (0..<count).map {
        Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 4 * $0, as: Int32.self))
      }
    }

    mutating func floats(_ count: Int) -> [Float] {
      integers(count).map { Float(bitPattern: UInt32(bitPattern: $0)) }
    }
  }

  private init(_ source: Words) {
    var words = source
    let header = words.integers(8).map(Int.init)
    precondition(header[0] == 0x534C_5543, "gpt2-tiny.dump has another magic number")
    var configuration = ModelConfiguration()
    configuration.layers = header[1]
    configuration.width = header[2]
    configuration.heads = header[3]
    configuration.contextLength = header[4]
    configuration.vocabularySize = header[6]
    (sequenceLength, sequences, steps) = (header[4], header[5], header[7])
    self.configuration = configuration
    let rows = (0..<sequences).map { _ in words.integers(header[4] + 1) }
    inputs = rows.flatMap { $0.dropLast() }
    targets = rows.flatMap { $0.dropFirst() }
    let count = configuration.parameterCount
    weights = words.floats(count)
    gradients = words.floats(count)
    losses = words.floats(steps)
    weightsAfter = words.floats(count)
  }
}
