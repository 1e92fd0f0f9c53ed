internal import Text

/// The character map of a SentencePiece model, applied as Hugging Face tokenizers does.
///
///     bytes 0–3      size of the trie in bytes, little-endian
///     then           units of a Darts double array, 32 bits each, little-endian
///     then           replacements, UTF-8, each ending with a zero byte
///
/// A grapheme cluster below six bytes is looked up as a whole, and replaced as a whole by what its
/// *shortest* prefix in the trie maps to: the rest of the cluster is lost. That is the reference's
/// way, and models were trained with it. Longer clusters are looked up scalar by scalar.
struct CharacterMap: TextPass {
  private static let longestCluster = 5
  private let units: [UInt32]
  private let replacements: [UInt8]
  /// By byte: whether it is ASCII that stays as it is.
  private var isPlain = [Bool](repeating: false, count: 256)

  init(_ bytes: [UInt8]) throws(TokenizerError) {
    guard bytes.count >= 8 else {
      throw Self.broken("a map has at least 8 bytes, it has \(bytes.count)")
    }
    func word(at offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
    let count = Int(word(at: 0)) / 4
    guard count > 0, count <= (bytes.count - 4) / 4 else {
      throw Self.broken("its trie of \(count) units does not fit \(bytes.count) bytes")
    }
    units = (0..<count).map { word(at: 4 + 4 * $0) }
    replacements = Array(bytes[(4 + 4 * count)...])
    if let offset = UTF8Validation.firstInvalidOffset(in: replacements.span) {
      throw Self.broken("its replacements are not UTF-8 at byte \(offset)")
    }
    for byte in UInt8(0)..<0x80 where byte != 0x0D {
      isPlain[Int(byte)] = withUnsafePointer(to: byte) {
        replacement(of: UnsafeBufferPointer(start: $0, count: 1)) == nil
      }
    }
  }

  private static func broken(_ detail: String) -> TokenizerError {
    TokenizerError(.malformed("the character map of the normalizer is broken: \(detail)"))
  }

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    isPlain.withUnsafeBufferPointer { isPlain in
      var edit = TextEdit(text)
      var offset = 0
      while offset < text.count {
        if isPlain[Int(text[offset])], offset &+ 1 == text.count || text[offset &+ 1] < 0x80 {
          offset &+= 1
          continue
        }
        let end = GraphemeBreak.end(of: text, from: offset)
        if end &- offset > Self.longestCluster
          || !replace(offset..<end, of: &edit, in: &output)
        {
          while offset < end {
            let next = offset &+ ScalarText.decode(text, at: offset).length
            _ = replace(offset..<next, of: &edit, in: &output)
            offset = next
          }
        }
        offset = end
      }
      return edit.finish(&output)
    }
  }

  func cut(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    GraphemeBreak.lastSureBreak(in: text)
  }

  /// Replaces a piece if the trie has a prefix of it.
  private func replace(
    _ piece: Range<Int>, of edit: inout TextEdit, in output: inout [UInt8]
  ) -> Bool {
    guard let found = replacement(of: UnsafeBufferPointer(rebasing: edit.text[piece])) else {
      return false
    }
    edit.replace(piece, in: &output)
    output.append(contentsOf: replacements[found])
    return true
  }

  /// Where the replacement of the shortest prefix stands, or nil when the trie has none.
  private func replacement(of piece: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var found: Range<Int>?
    _ = forEachPrefix(of: piece) { _, replacement in
      found = replacement
      return false
    }
    return found
  }

  /// Hands the replacement of the longest prefix of the text from an offset on to `body`.
  ///
  /// This is what the SentencePiece library does at every place. Returns the bytes of the prefix,
  /// or nil when the trie has none. Where more may follow and the trie goes on behind the text, nothing
  /// happens but that `isOpen` becomes true.
  func withLongestReplacement(
    at offset: Int, of text: UnsafeBufferPointer<UInt8>, ends: Bool, isOpen: inout Bool,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Int? {
    var longest: (length: Int, replacement: Range<Int>)?
    let place = UnsafeBufferPointer(rebasing: text[offset...])
    isOpen = forEachPrefix(of: place) { length, replacement in
      longest = (length, replacement)
      return true
    }
    isOpen = isOpen && !ends
    guard let longest, !isOpen else { return nil }
    replacements.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[longest.replacement]))
    }
    return longest.length
  }

  /// Calls `body` with the length and the replacement of each prefix in the trie, shortest first,
  /// until it returns false; true where the piece ends before the trie does.
  ///
  /// A unit: bit 8 says that a value follows, bits 0 to 7 and 31 are the label, the rest is the
  /// offset of the children, in units of 256 when bit 9 is set.
  @inline(__always)
  private func forEachPrefix(
    of piece: UnsafeBufferPointer<UInt8>, _ body: (Int, Range<Int>) -> Bool
  ) -> Bool {
    func children(_ unit: UInt32) -> Int {
      Int(unit &>> 10) &<< Int((unit & 1 &<< 9) &>> 6)
    }
    var node = children(units[0])
    for (index, byte) in piece.enumerated() {
      if byte == 0 { return false }
      node ^= Int(byte)
      guard node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { return false }
      let unit = units[node]
      node ^= children(unit)
      guard unit & 0x100 != 0 else { continue }
      guard node < units.count, case let start = Int(units[node] & 0x7FFF_FFFF),
        start <= replacements.count
      else { return false }
      let end = replacements[start...].firstIndex(of: 0) ?? replacements.count
      if !body(index &+ 1, start..<end) { return false }
    }
    return true
  }
}
