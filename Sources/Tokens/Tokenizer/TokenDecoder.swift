/// Turns ids back into bytes by the steps of a definition.
struct TokenDecoder: Sendable {
  private let tokens: [[UInt8]]
  private let steps: [DecodingStep]

  init(_ definition: TokenizerDefinition) {
    tokens = definition.tokens
    steps = definition.decoding
  }

  /// The bytes of ids, each of which is in the vocabulary.
  func decode(_ ids: Span<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    if steps == [.bytes] {
      bytes.reserveCapacity(ids.count * 4)
      for index in ids.indices { bytes.append(contentsOf: tokens[Int(ids[index])]) }
      return bytes
    }
    var parts = ids.indices.map { tokens[Int(ids[$0])] }
    for step in steps { parts = Self.apply(step, to: parts) }
    for part in parts { bytes.append(contentsOf: part) }
    return bytes
  }

  private static func apply(_ step: DecodingStep, to parts: [[UInt8]]) -> [[UInt8]] {
    switch step {
    case .bytes: return parts
    case .fuse: return [Array(parts.joined())]
    case .spaces:
      return parts.enumerated().map { $0 == 0 ? $1 : [UInt8(ascii: " ")] + $1 }
    case .byteFallback: return withBytes(parts)
    case .replace(let old, let new): return parts.map { replacing(old, with: new, in: $0) }
    case .strip(let character, let start, let stop):
      return parts.map { stripped($0, character, start, stop) }
    case .metaspace(let replacement, let dropsFirst):
      return parts.enumerated().map { place, part in
        let isFirst = place == 0 && dropsFirst && part.starts(with: replacement)
        return replacing(
          replacement, with: [UInt8(ascii: " ")],
          in: isFirst ? Array(part.dropFirst(replacement.count)) : part)
      }
    case .wordSuffix(let suffix):
      return parts.enumerated().map { place, part in
        replacing(suffix, with: place + 1 == parts.count ? [] : [UInt8(ascii: " ")], in: part)
      }
    case .wordPiece(let prefix, let cleansUp):
      let joined = parts.enumerated().map { place, part in
        guard place > 0 else { return part }
        return part.starts(with: prefix)
          ? Array(part.dropFirst(prefix.count)) : [UInt8(ascii: " ")] + part
      }
      return cleansUp ? joined.map(cleaned) : joined
    }
  }

  /// Runs of byte tokens become their bytes where these are UTF-8, else one U+FFFD a byte, as Hugging
  /// Face has it.
  private static func withBytes(_ parts: [[UInt8]]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var run: [UInt8] = []
    func flush() {
      guard !run.isEmpty else { return }
      if String(validating: run, as: UTF8.self) != nil {
        result.append(run)
      } else {
        for _ in run { result.append(Array("\u{FFFD}".utf8)) }
      }
      run.removeAll()
    }
    for part in parts {
      if let byte = ByteTokens.byte(of: part) {
        run.append(byte)
      } else {
        flush()
        result.append(part)
      }
    }
    flush()
    return result
  }

  private static func replacing(_ old: [UInt8], with new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard !old.isEmpty, bytes.count >= old.count else { return bytes }
    var result: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      if bytes[offset...].starts(with: old) {
        result.append(contentsOf: new)
        offset += old.count
      } else {
        result.append(bytes[offset])
        offset += 1
      }
    }
    return result
  }

  private static func stripped(
    _ bytes: [UInt8], _ character: [UInt8], _ start: Int, _ stop: Int
  ) -> [UInt8] {
    guard !character.isEmpty else { return bytes }
    var part = bytes[...]
    var left = start
    while left > 0, part.starts(with: character) {
      part = part.dropFirst(character.count)
      left -= 1
    }
    left = stop
    while left > 0, part.suffix(character.count).elementsEqual(character) {
      part = part.dropLast(character.count)
      left -= 1
    }
    return Array(part)
  }

  /// Spaces before punctuation and inside contractions go, as in BERT's decoder.
  private static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
    let rules = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return rules.reduce(bytes) { replacing(Array($1.0.utf8), with: Array($1.1.utf8), in: $0) }
  }
}
