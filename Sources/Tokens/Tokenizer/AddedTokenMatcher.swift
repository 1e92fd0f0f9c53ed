internal import Text

/// Finds added tokens in text: leftmost first, the longest of those that start at one place.
///
/// A trie over bytes; a text is walked byte by byte only where a token may start. What surrounds a
/// match decides as in Hugging Face tokenizers: single words need borders, white space beside a
/// match may belong to it.
struct AddedTokenMatcher: Sendable {
  struct Match {
    /// The token with the white space that belongs to it, which may reach into the next match; empty
    /// where an earlier match has taken it all, and then it gives no id.
    var range: Range<Int>
    var id: UInt32
    /// Where the token itself ends and the search goes on.
    var searchEnd: Int
  }

  private struct Node {
    var children: [(byte: UInt8, node: Int32)] = []
    /// Ordinal of the token that ends here, -1 for none.
    var token: Int32 = -1
  }

  private var nodes = [Node()]
  private let tokens: [AddedToken]
  /// Root's children by byte, -1 for none.
  private var first = [Int32](repeating: -1, count: 256)

  private let hasOtherThanSpecial: Bool
  /// Bytes of the longest token as it is spelled in the text.
  let longestBytes: Int
  /// Whether white space before some token belongs to it.
  let stripsLeft: Bool

  /// - Parameters:
  ///   - tokens: what to look for.
  ///   - texts: how each is spelled in the text that is searched.
  init(_ tokens: [AddedToken], spelled texts: [[UInt8]]) {
    self.tokens = tokens
    hasOtherThanSpecial = tokens.contains { !$0.isSpecial }
    longestBytes = texts.map(\.count).max() ?? 0
    stripsLeft = tokens.contains(where: \.stripsLeft)
    for (ordinal, text) in texts.enumerated() where !text.isEmpty {
      var node: Int32 = 0
      for byte in text {
        if let child = nodes[Int(node)].children.first(where: { $0.byte == byte }) {
          node = child.node
        } else {
          nodes.append(Node())
          let new = Int32(nodes.count - 1)
          nodes[Int(node)].children.append((byte, new))
          node = new
        }
      }
      // Of two tokens with one spelling a special one counts, else the first.
      let earlier = Int(nodes[Int(node)].token)
      if earlier < 0 || (tokens[ordinal].isSpecial && !tokens[earlier].isSpecial) {
        nodes[Int(node)].token = Int32(ordinal)
      }
    }
    for child in nodes[0].children { first[Int(child.byte)] = child.node }
  }

  /// Whether there is anything to look for.
  func canMatch(includingSpecial: Bool) -> Bool {
    hasOtherThanSpecial || (includingSpecial && !tokens.isEmpty)
  }

  /// The next match at or after an offset.
  ///
  /// - Parameters:
  ///   - text: what is searched.
  ///   - offset: where to begin; becomes where the search has ended if there is none.
  ///   - limit: no token that starts here or later is looked for.
  ///   - start: what lies before it belongs to an earlier match; white space may lie between.
  ///   - includingSpecial: whether special tokens match; where not, they still hide shorter ones.
  /// - Returns: nil where there is none.
  func next(
    in text: UnsafeBufferPointer<UInt8>, from offset: inout Int, before limit: Int,
    after start: Int, includingSpecial: Bool
  ) -> Match? {
    while offset < limit {
      guard first[Int(text[offset])] >= 0, let found = longest(in: text, at: offset) else {
        offset &+= 1
        continue
      }
      let token = tokens[Int(found.token)]
      if token.isSpecial, !includingSpecial {
        offset = found.end
        continue
      }
      if token.isSingleWord,
        WordBorder.endsWithWord(text[..<offset]) || WordBorder.startsWithWord(text[found.end...])
      {
        offset = found.end
        continue
      }
      var lower = offset
      if token.stripsLeft {
        lower =
          start < offset ? WordBorder.spaceStart(in: text, before: offset, limit: start) : start
      }
      var upper = found.end
      if token.stripsRight {
        // Up to `start` there is white space only: the match before has looked.
        upper = start > upper ? start : WordBorder.spaceEnd(in: text, after: upper)
      }
      return Match(range: min(lower, upper)..<upper, id: token.id, searchEnd: found.end)
    }
    return nil
  }

  /// The next match in all of a text.
  func next(
    in text: UnsafeBufferPointer<UInt8>, from searchStart: Int, after start: Int,
    includingSpecial: Bool
  ) -> Match? {
    var offset = searchStart
    return next(
      in: text, from: &offset, before: text.count, after: start, includingSpecial: includingSpecial)
  }

  /// Bytes of the longest token that starts at an offset, whatever surrounds it; nil for none.
  func length(in text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int? {
    guard first[Int(text[offset])] >= 0, let found = longest(in: text, at: offset) else {
      return nil
    }
    return found.end - offset
  }

  private func longest(
    in text: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (token: Int32, end: Int)? {
    var node = first[Int(text[start])]
    var offset = start + 1
    var best: (token: Int32, end: Int)?
    while true {
      if nodes[Int(node)].token >= 0 { best = (nodes[Int(node)].token, offset) }
      guard offset < text.count else { return best }
      let byte = text[offset]
      guard let child = nodes[Int(node)].children.first(where: { $0.byte == byte }) else {
        return best
      }
      node = child.node
      offset += 1
    }
  }
}

/// What stands beside an added token: words and white space.
enum WordBorder {
  private typealias Text = UnsafeBufferPointer<UInt8>.SubSequence

  /// Whether a text ends with a letter, mark, digit or connector.
  static func endsWithWord(_ text: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
    scalarBefore(text).map(isWord) ?? false
  }

  /// Whether a text starts with one.
  static func startsWithWord(_ text: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
    scalarAfter(text).map(isWord) ?? false
  }

  /// Where the white space before an offset starts, at or after a limit.
  static func spaceStart(
    in text: UnsafeBufferPointer<UInt8>, before offset: Int, limit: Int
  ) -> Int {
    var start = offset
    while start > limit, let scalar = scalarBefore(text[limit..<start]),
      scalar.properties.isWhitespace
    {
      start -= UTF8.width(scalar)
    }
    return start
  }

  /// Where the white space after an offset ends.
  static func spaceEnd(in text: UnsafeBufferPointer<UInt8>, after offset: Int) -> Int {
    var end = offset
    while end < text.count, let scalar = scalarAfter(text[end...]), scalar.properties.isWhitespace {
      end += UTF8.width(scalar)
    }
    return end
  }

  private static func scalarAfter(_ text: Text) -> Unicode.Scalar? {
    String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.first
  }

  private static func scalarBefore(_ text: Text) -> Unicode.Scalar? {
    var start = text.endIndex
    repeat {
      guard start > text.startIndex else { return nil }
      start -= 1
    } while text[start] & 0xC0 == 0x80 && text.endIndex - start < 4
    return String(decoding: text[start...], as: UTF8.self).unicodeScalars.first
  }

  /// `\w` of the regular expressions of Rust: alphabetic, marks, decimal digits, connectors, joiners.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }
}
