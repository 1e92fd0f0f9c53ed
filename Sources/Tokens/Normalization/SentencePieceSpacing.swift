/// How a SentencePiece model treats spaces, besides its character map.
public struct SentencePieceSpaces: Hashable, Sendable {
  /// Whether text that is not empty gets a space in front.
  public var addsDummyPrefix: Bool
  /// Whether spaces at the ends go, and runs of them become one.
  public var removesExtraSpaces: Bool
  /// Pieces that the map leaves alone, with `▁` for spaces.
  public var userDefined: [[UInt8]]

  public init(addsDummyPrefix: Bool, removesExtraSpaces: Bool, userDefined: [[UInt8]] = []) {
    self.addsDummyPrefix = addsDummyPrefix
    self.removesExtraSpaces = removesExtraSpaces
    self.userDefined = userDefined
  }
}

/// The normalizer of the SentencePiece library: the longest entry of the character map at each place,
/// then spaces, which end as `▁`.
///
/// The map of a `tokenizer.json` (`Precompiled`) goes by grapheme clusters instead; the two differ.
struct SentencePieceSpacing: TextPass {
  private static let mark = Array("▁".utf8)
  private static let space = UInt8(ascii: " ")

  private let map: CharacterMap?
  private let rules: SentencePieceSpaces
  private let kept: AddedTokenMatcher
  private let longestKept: Int

  /// - Parameters:
  ///   - charsmap: the character map, empty for none.
  ///   - rules: what is done with spaces.
  /// - Throws: `TokenizerError` for a broken map.
  init(charsmap: [UInt8], _ rules: SentencePieceSpaces) throws(TokenizerError) {
    map = charsmap.isEmpty ? nil : try CharacterMap(charsmap)
    self.rules = rules
    longestKept = rules.userDefined.map(\.count).max() ?? 0
    kept = AddedTokenMatcher(
      rules.userDefined.map { AddedToken(text: $0, id: 0) }, spelled: rules.userDefined)
  }

  func apply(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
    output.removeAll(keepingCapacity: true)
    output.reserveCapacity(text.count + text.count / 4 + 3)
    guard text.baseAddress != nil else { return false }
    var line = makeLine()
    _ = append(text, ends: true, &line, to: &output)
    _ = removeTrailingMarks(&output)
    return true
  }

  /// A text of which nothing has come yet.
  func makeLine() -> Line { Line(rules) }

  /// Appends what becomes of a text, up to the first place that depends on what follows unless the
  /// text ends; returns that place.
  func append(
    _ text: UnsafeBufferPointer<UInt8>, ends: Bool, _ line: inout Line, to output: inout [UInt8]
  ) -> Int {
    guard let base = text.baseAddress else { return 0 }
    let replacement = Array("\u{FFFD}".utf8)
    let limit = ends ? text.count : min(ScalarText.completeEnd(of: text), text.count - longestKept)
    var offset = 0
    while offset < limit {
      var isOpen = false
      if let length = kept.length(in: text, at: offset) {
        line.append(UnsafeBufferPointer(start: base + offset, count: length), to: &output)
        offset += length
      } else if let length = map?.withLongestReplacement(
        at: offset, of: text, ends: ends, isOpen: &isOpen, { line.append($0, to: &output) })
      {
        offset += length
      } else {
        if isOpen { break }
        let (value, length) = ScalarText.decode(text, at: offset)
        if value < ScalarText.illFormed {
          line.append(UnsafeBufferPointer(start: base + offset, count: length), to: &output)
        } else {
          // The library reads what is not UTF-8 as U+FFFD, byte by byte.
          replacement.withUnsafeBufferPointer { line.append($0, to: &output) }
        }
        offset += length
      }
    }
    return offset
  }

  /// Removes the `▁` at the end where the rules say so; how many there were.
  func removeTrailingMarks(_ output: inout [UInt8]) -> Int {
    guard rules.removesExtraSpaces else { return 0 }
    var count = 0
    while output.count >= 3, output.suffix(3).elementsEqual(Self.mark) {
      output.removeLast(3)
      count += 1
    }
    return count
  }

  /// The text so far, as far as the next piece depends on it.
  struct Line {
    private let rules: SentencePieceSpaces
    private var isAfterSpace: Bool
    private var isEmpty = true

    init(_ rules: SentencePieceSpaces) {
      self.rules = rules
      isAfterSpace = rules.removesExtraSpaces
    }

    @inline(__always)
    mutating func append(_ piece: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
      var start = 0
      while isAfterSpace, start < piece.count, piece[start] == space { start &+= 1 }
      while start < piece.count {
        if isEmpty, rules.addsDummyPrefix { output.append(contentsOf: mark) }
        isEmpty = false
        let byte = piece[start]
        if byte == space { output.append(contentsOf: mark) } else { output.append(byte) }
        isAfterSpace = rules.removesExtraSpaces && byte == space
        start &+= 1
      }
    }
  }
}
