/// What a search found in a corpus, to be judged (`BenchmarkSearch.judge`) and reported.
///
/// Findings of parts of a corpus, merged in corpus order, say the same as those of the whole, however it
/// was parted. Memory: 8 bytes for each element found, and the matches that are kept.
public struct CorpusFindings: Sendable {
  /// What was found of one item.
  public struct Item: Sendable, Equatable {
    /// The best score a document alone gave.
    public var bestScore = 0.0
    /// Documents that count as contaminated by the item, all elements counting.
    public var contaminatedDocuments = 0
    /// How many matches there were, kept or not.
    public var matchCount = 0
    /// The first matches in corpus order.
    public var matches: [Match] = []
  }

  /// A passage of a document that holds a part of an item.
  public struct Match: Sendable, Equatable {
    /// The document's identity for people.
    public var document: String
    /// Where the passage begins in the document's text, in Unicode scalars from 0.
    public var offset: Int
    /// Length of the passage in Unicode scalars.
    public var length: Int
    /// The passage, at most its first 400 Unicode scalars.
    public var text: String
    /// What stands before the passage, at most 60 Unicode scalars.
    public var before: String
    /// What stands after what `text` has, at most 60 Unicode scalars.
    public var after: String
    /// UTF-8 byte range in the item's text (`BenchmarkItem.text`).
    public var item: Range<Int>
    /// The elements that make up the passage.
    var elements: [UInt32]
  }

  /// Documents searched.
  public private(set) var documents = 0
  /// UTF-8 bytes of their text.
  public private(set) var bytes = 0
  /// Found items by number.
  public private(set) var items: [Int: Item] = [:]
  /// For each element found, in how many documents it stands.
  private var elementCounts: [UInt32: UInt32] = [:]
  private let maximumMatches: Int
  private let maximumDocuments: Int?
  /// Matches kept now, and how many there may be before those that no longer count are removed.
  private var keptMatches = 0
  private var keptLimit = 10_000

  /// - Parameters:
  ///   - maximumMatches: how many matches of an item are kept; all are counted.
  ///   - maximumDocuments: that of the search. Where it is set, matches are kept without limit while an
  ///     element of theirs stands in no more documents, since the first ones may yet cease to count.
  public init(maximumMatches: Int = 20, maximumDocuments: Int? = nil) {
    self.maximumMatches = maximumMatches
    self.maximumDocuments = maximumDocuments
  }

  /// Counts a document and what was found in it.
  ///
  /// - Parameters:
  ///   - found: what a searcher found, with no element ignored.
  ///   - text: the document's text.
  ///   - name: its identity for people, asked for only when something was found.
  public mutating func add(_ found: DocumentFindings, in text: [UInt8], named name: () -> String) {
    documents += 1
    bytes += text.count
    guard !found.matches.isEmpty || !found.elements.isEmpty else { return }
    for element in found.elements { elementCounts[element, default: 0] += 1 }
    let offsets = CharacterOffsets(
      of: text, at: found.matches.flatMap { $0.passages.map(\.document.lowerBound) })
    let id = name()
    for match in found.matches {
      var item = items[match.item] ?? Item()
      item.bestScore = max(item.bestScore, match.score)
      item.contaminatedDocuments += match.isContaminated ? 1 : 0
      item.matchCount += match.passages.count
      for passage in match.passages where hasRoom(item) {
        item.matches.append(
          Match(passage, in: text, offset: offsets[passage.document.lowerBound], document: id))
        keptMatches += 1
      }
      items[match.item] = item
    }
    removeUncounted()
  }

  /// Adds what was found in the documents after this one's.
  public mutating func merge(_ later: CorpusFindings) {
    documents += later.documents
    bytes += later.bytes
    elementCounts.merge(later.elementCounts, uniquingKeysWith: +)
    for (number, more) in later.items {
      var item = items[number] ?? Item()
      item.bestScore = max(item.bestScore, more.bestScore)
      item.contaminatedDocuments += more.contaminatedDocuments
      item.matchCount += more.matchCount
      for match in more.matches where hasRoom(item) {
        item.matches.append(match)
        keptMatches += 1
      }
      items[number] = item
    }
    removeUncounted()
  }

  /// The elements found in at most so many documents (in any number, for nil), ascending.
  public func countedElements(upTo maximum: Int?) -> [UInt32] {
    let limit = maximum.map { UInt32(clamping: $0) } ?? .max
    return elementCounts.filter { $0.value <= limit }.map(\.key).sorted()
  }

  /// In how many documents an element stands.
  public func documentCount(of element: UInt32) -> Int { Int(elementCounts[element] ?? 0) }

  /// The elements found in more documents than the search counts, ascending.
  public var ignoredElements: [UInt32] {
    guard let maximumDocuments else { return [] }
    let limit = UInt32(clamping: maximumDocuments)
    return elementCounts.filter { $0.value > limit }.map(\.key).sorted()
  }

  /// The matches of an item that count, in corpus order: how many there are, and the first.
  public func matches(of item: Int) -> (count: Int, first: [Match]) {
    guard let found = items[item] else { return (0, []) }
    guard maximumDocuments != nil else { return (found.matchCount, found.matches) }
    let counted = found.matches.filter(counts)
    return (counted.count, Array(counted.prefix(maximumMatches)))
  }

  private func hasRoom(_ item: Item) -> Bool {
    maximumDocuments != nil || item.matches.count < maximumMatches
  }

  /// Whether an element of a match stands in few enough documents.
  private func counts(_ match: Match) -> Bool {
    guard let maximumDocuments else { return true }
    return match.elements.contains { Int(elementCounts[$0] ?? 0) <= maximumDocuments }
  }

  /// Lets go of matches none of whose elements can count any more, once many have gathered.
  private mutating func removeUncounted() {
    guard maximumDocuments != nil, keptMatches > keptLimit else { return }
    keptMatches = 0
    for (number, item) in items {
      let matches = item.matches.filter(counts)
      items[number]?.matches = matches
      keptMatches += matches.count
    }
    keptLimit = max(10_000, 2 * keptMatches)
  }
}

extension CorpusFindings.Match {
  fileprivate init(
    _ passage: MatchedPassage, in text: [UInt8], offset: Int, document: String
  ) {
    let excerpt = String(decoding: text[passage.document], as: UTF8.self).unicodeScalars.prefix(400)
    let start = passage.document.lowerBound
    let end = start + String(excerpt).utf8.count
    self.init(
      document: document, offset: offset,
      length: CollisionCut.characters(in: passage.document, of: text), text: String(excerpt),
      before: Self.excerpt(from: max(0, start - 4 * Self.margin), to: start, of: text) {
        $0.suffix(Self.margin)
      },
      after: Self.excerpt(from: end, to: min(text.count, end + 4 * Self.margin), of: text) {
        $0.prefix(Self.margin)
      },
      item: passage.item, elements: passage.elements)
  }

  /// Unicode scalars of a document that are shown on each side of a passage.
  private static let margin = 60

  /// A part of some bytes of a text, which need not begin or end at scalar borders.
  private static func excerpt(
    from start: Int, to end: Int, of text: [UInt8],
    _ part: (String.UnicodeScalarView) -> Substring.UnicodeScalarView
  ) -> String {
    var start = start
    var end = end
    while start < end, text[start] & 0xC0 == 0x80 { start += 1 }
    while end > start, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
    return String(part(String(decoding: text[start..<end], as: UTF8.self).unicodeScalars))
  }
}
