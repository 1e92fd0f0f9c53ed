/// Two texts beside each other: an excerpt around their first differences, word by word.
///
/// Words are pieces between white space, compared byte by byte; white space itself is not compared.
/// Texts of any length cost a scan of what they begin with in common and a comparison of at most
/// `windowWords` words of each.
public struct TextComparison: Sendable, Equatable {
  /// A row of the two columns.
  public enum Row: Sendable, Equatable {
    /// Words that both have: byte ranges in the texts.
    case common(left: Range<Int>, right: Range<Int>)
    /// Words that one of them has, or both have differently; one range may be empty.
    case different(left: Range<Int>, right: Range<Int>)
    /// Words that are left out.
    case omitted
  }

  /// Words compared at most, of each text.
  static let windowWords = 2000
  /// Bytes looked at behind the beginning that texts share.
  static let windowBytes = 1 << 16
  /// Common words shown on either side of a difference.
  static let contextWords = 8

  public private(set) var rows: [Row] = []

  /// Compares two texts of valid UTF-8.
  ///
  /// - Parameters:
  ///   - left: the first text.
  ///   - right: the second text.
  ///   - maximumWords: words that the rows show at most, the longer column counted.
  public init(_ left: [UInt8], _ right: [UInt8], maximumWords: Int = 160) {
    let shared = Self.sharedStart(left, right)
    var starts = (left: shared, right: shared)
    var first = Window(left, from: shared)
    var second = Window(right, from: shared)
    var difference = Difference(first.hashes, second.hashes)
    if difference.longestCommon < SharedPassage.words,
      let passage = SharedPassage.first(in: left, and: right)
    {
      starts = passage
      first = Window(left, from: starts.left)
      second = Window(right, from: starts.right)
      difference = Difference(first.hashes, second.hashes)
    }
    let startsInside = starts.left > 0 || starts.right > 0
    if startsInside { rows.append(.omitted) }
    append(difference.runs, first, second, startsInside: startsInside, maximumWords)
    if first.isCut || second.isCut, rows.last != .omitted { rows.append(.omitted) }
  }

  private mutating func append(
    _ runs: [Difference.Run], _ first: Window, _ second: Window, startsInside: Bool,
    _ maximumWords: Int
  ) {
    var shown = 0
    for (index, run) in runs.enumerated() {
      guard shown < maximumWords else {
        rows.append(.omitted)
        return
      }
      let length = max(run.left.count, run.right.count)
      guard run.isCommon else {
        let room = maximumWords - shown
        let (left, right) = (run.left.prefix(room), run.right.prefix(room))
        rows.append(.different(left: first.bytes(of: left), right: second.bytes(of: right)))
        if length > room { rows.append(.omitted) }
        shown += min(length, room)
        continue
      }
      // The beginning of what is compared needs no context before it, nor its end behind it.
      let before = index == 0 && !startsInside ? 0 : Self.contextWords
      let behind = index == runs.count - 1 ? 0 : Self.contextWords
      let isWhole = length <= before + behind || runs.count == 1
      func add(_ left: Range<Int>, _ right: Range<Int>) {
        guard !left.isEmpty else { return }
        rows.append(.common(left: first.bytes(of: left), right: second.bytes(of: right)))
        shown += left.count
      }
      if isWhole {
        add(run.left.prefix(maximumWords), run.right.prefix(maximumWords))
        if length > maximumWords { rows.append(.omitted) }
      } else {
        add(run.left.prefix(before), run.right.prefix(before))
        if rows.last != .omitted { rows.append(.omitted) }
        add(run.left.suffix(behind), run.right.suffix(behind))
      }
    }
  }

  /// Bytes that two different texts begin with in common, back to before the last few words of them.
  private static func sharedStart(_ left: [UInt8], _ right: [UInt8]) -> Int {
    let limit = min(left.count, right.count)
    var shared = 0
    while shared < limit, left[shared] == right[shared] { shared += 1 }
    if shared == left.count, shared == right.count { return 0 }
    var words = 0
    var offset = shared
    while offset > 0, shared - offset < 1 << 12 {
      offset -= 1
      guard left[offset] == 0x20 || left[offset] == 0x0A else { continue }
      words += 1
      if words > contextWords { return offset + 1 }
    }
    if offset == 0 { return 0 }
    offset = shared
    while offset > 0, isInsideScalar(left, offset) || isInsideScalar(right, offset) { offset -= 1 }
    return offset
  }

  private static func isInsideScalar(_ text: [UInt8], _ offset: Int) -> Bool {
    offset < text.count && text[offset] & 0xC0 == 0x80
  }

  /// The words of a text that are compared.
  private struct Window {
    let start: Int
    let words: WordList
    let hashes: ContiguousArray<UInt64>
    /// Whether the text goes on behind them.
    let isCut: Bool

    init(_ text: [UInt8], from start: Int) {
      var end = min(text.count, start + TextComparison.windowBytes)
      while end < text.count, end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
      var list = WordList()
      list.fill(from: text.span.extracting(start..<end), definition: .whitespace)
      // The last word of a window may go on behind it.
      let whole = end < text.count && list.count > 1 ? list.count - 1 : list.count
      let kept = min(whole, TextComparison.windowWords)
      self.start = start
      words = list
      hashes = ContiguousArray(list.hashes.prefix(kept))
      isCut = end < text.count || kept < list.count
    }

    /// The bytes of neighbouring words.
    func bytes(of positions: Range<Int>) -> Range<Int> {
      guard let first = positions.first, let last = positions.last else { return start..<start }
      return start + Int(words.starts[first])..<start + Int(words.ends[last])
    }
  }
}
