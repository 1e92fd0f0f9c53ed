import Contamination
import Text
import Tokens

/// The tokens of a tokenizer as units of contamination methods.
///
/// The tokenizer must be one whose tokens hold the bytes of the text as they stand (byte-level, without
/// normalization): only then is it known where a token stands.
struct TokenizerUnits: TextUnits {
  private let tokenizer: Tokenizer

  /// - Throws: `CommandError` for a tokenizer that changes text.
  init(_ tokenizer: Tokenizer, path: String) throws {
    self.tokenizer = tokenizer
    let probe = Array("  Héllo,\n\tWORLD! ﬁ ½ don't 12345  naïve 你好  ".utf8)
    var ids: ContiguousArray<UInt32> = []
    try tokenizer.makeEncoder().encode(probe.span, into: &ids)
    guard try tokenizer.decode(ids.span) == probe, try Self.lengths(tokenizer, ids) == probe.count
    else {
      throw CommandError(
        "--tokenizer \(path): this tokenizer changes text (normalization, marks of words), so the "
          + "places of its tokens are not known; use a byte-level one, such as cl100k, gpt2 or llama3",
        status: .usage)
    }
  }

  private static func lengths(
    _ tokenizer: Tokenizer, _ ids: ContiguousArray<UInt32>
  ) throws -> Int {
    try ids.reduce(0) { try $0 + tokenizer.decode([$1].span).count }
  }

  func makeSplitter() -> any TextUnitSplitter { TokenSplitter(tokenizer) }
}

/// Splits text into tokens with an encoder of its own.
private struct TokenSplitter: TextUnitSplitter {
  private let tokenizer: Tokenizer
  private let encoder: TokenEncoder
  private var ids: ContiguousArray<UInt32> = []
  /// Length in bytes of each id met so far; 0 for one not yet met.
  private var lengths: [Int32]

  init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    encoder = tokenizer.makeEncoder()
    lengths = Array(repeating: 0, count: tokenizer.vocabularySize)
  }

  mutating func split(_ text: Span<UInt8>, into units: inout UnitList) {
    units.removeAll()
    ids.removeAll(keepingCapacity: true)
    do {
      try encoder.encode(text, into: &ids)
      var offset: Int32 = 0
      for id in ids {
        let length = try length(of: id)
        units.append(
          hash: StableHash.finalize(UInt64(id) &+ StableHash.prime0),
          start: border(offset, in: text, step: -1), end: border(offset + length, in: text, step: 1)
        )
        offset += length
      }
    } catch {
      Terminal.message("a text of \(text.count) bytes is not searched: \(error)")
      units.removeAll()
    }
  }

  private mutating func length(of id: UInt32) throws -> Int32 {
    if lengths[Int(id)] == 0 { lengths[Int(id)] = Int32(try tokenizer.decode([id].span).count) }
    return lengths[Int(id)]
  }

  /// The nearest border of a scalar from an offset on: a token may end inside of one.
  private func border(_ offset: Int32, in text: Span<UInt8>, step: Int32) -> Int32 {
    var offset = offset
    while offset > 0, offset < text.count, text[Int(offset)] & 0xC0 == 0x80 { offset += step }
    return offset
  }
}
