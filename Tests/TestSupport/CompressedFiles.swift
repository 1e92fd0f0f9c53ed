package import Compression
import Pipelines

/// Everything a source gave, and the damage it met.
package struct StreamContent {
  package var bytes: [UInt8] = []
  package var damage: [StreamDamage] = []

  /// Reads a file to its end, going on after damage; the sizes of the decoder's input and output
  /// buffers move the borders of what it sees.
  package init(_ path: String, bufferBytes: Int = 1 << 18, outputBytes: Int = 1 << 16) throws {
    let source = try ByteSources.open(path, bufferBytes: bufferBytes)
    var output = [UInt8](repeating: 0, count: outputBytes)
    while true {
      do {
        let count = try output.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return }
        bytes.append(contentsOf: output[..<count])
      } catch let found as StreamDamage {
        damage.append(found)
      }
    }
  }
}

/// Compressed files for tests, made by the program's own writers.
package enum Compressed {
  package static func file(_ bytes: [UInt8], _ ending: String, in folder: TemporaryFolder) throws
    -> [UInt8]
  {
    let name = "made-\(bytes.count)\(ending)"
    let sink = try OutputSinks.create(folder.path + "/" + name)
    try sink.write(bytes)
    try sink.finish()
    return folder.read(name)
  }

  /// Text that compresses about as English does.
  package static func text(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let words = [
      "water", "gold", "river", "sluice", "stone", "the", "of", "and", "é", "😀", "gravel",
    ]
    var bytes: [UInt8] = []
    while bytes.count < count {
      bytes.append(contentsOf: (words.randomElement(using: &random) ?? "").utf8)
      bytes.append(Int.random(in: 0..<12, using: &random) == 0 ? 0x0A : 0x20)
    }
    return Array(bytes.prefix(count))
  }
}
