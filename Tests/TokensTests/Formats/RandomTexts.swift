import TestSupport

/// Seeded texts for property tests of tokenizers.
enum RandomTexts {
  /// Random bytes, bytes that are mostly ASCII, broken UTF-8 or random Unicode, by the seed.
  static func any(seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 0...60, using: &random)
    switch seed % 4 {
    case 0:
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 1:
      let ends: [UInt8] = [0x20, 0x20, 0x0A, 0x0D, 0xC3, 0xE2, 0x80, 0xF0, 0xED, 0xA0, 0x27]
      return (0..<count).map { _ in
        Bool.random(using: &random)
          ? UInt8.random(in: 0x20...0x7E, using: &random)
          : ends.randomElement(using: &random) ?? 0
      }
    case 2:
      var bytes = unicode(count: count, using: &random)
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      return bytes
    default:
      return unicode(count: count, using: &random)
    }
  }

  /// Scalars of all planes, most of them from blocks where split classes or normalization change.
  static func unicode(count: Int, using random: inout SplitMix64) -> [UInt8] {
    let blocks: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x61...0x7A, 0x09...0x0D, 0x20...0x20, 0x30...0x39, 0x80...0x24F, 0x300...0x36F,
      0x370...0x58F, 0x590...0x6FF, 0x900...0xDFF, 0x1100...0x11FF, 0x1E00...0x1FFF,
      0x2000...0x206F, 0x20A0...0x27BF, 0x3000...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
      0xF900...0xFFFF, 0x10000...0x1FFFF, 0x20000...0x10FFFF,
    ]
    var text = ""
    for _ in 0..<count {
      let block = blocks.randomElement(using: &random) ?? 0x20...0x7E
      guard let scalar = Unicode.Scalar(UInt32.random(in: block, using: &random)) else { continue }
      text.unicodeScalars.append(scalar)
    }
    return Array(text.utf8)
  }
}
