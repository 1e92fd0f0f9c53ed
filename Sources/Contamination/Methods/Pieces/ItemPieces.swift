/// Pieces of items, such as paragraphs, of which one in the corpus makes an item dirty.
struct ItemPieces: Sendable {
  /// A piece of an item.
  struct Piece: Sendable {
    var item: Int
    /// UTF-8 byte range in the item's text.
    var range: Range<Int>
  }

  /// A piece found in a document.
  struct Hit {
    var piece: Int
    /// The number under which it is known whose pieces are the same text.
    var element: UInt32
    /// UTF-8 byte range in the document.
    var document: Range<Int>
  }

  /// All pieces, those of an item together, items ascending.
  let pieces: [Piece]
  private let counts: [Int]

  /// `itemCount`: the number of items of all sets.
  init(_ pieces: [Piece], itemCount: Int) {
    self.pieces = pieces
    var counts = [Int](repeating: 0, count: itemCount)
    for piece in pieces { counts[piece.item] += 1 }
    self.counts = counts
  }

  /// Whether an item has a piece.
  func has(_ item: Int) -> Bool { counts[item] > 0 }

  /// What the pieces found in a document mean; a score is the share of the item's pieces.
  func findings(of hits: [Hit]) -> DocumentFindings {
    let ordered = hits.sorted {
      ($0.piece, $0.document.lowerBound) < ($1.piece, $1.document.lowerBound)
    }
    var findings = DocumentFindings(elements: distinct(hits.map(\.element)))
    forEachItem(of: ordered, { pieces[$0.piece].item }) { item, hits in
      let passages = hits.map {
        MatchedPassage(
          document: $0.document, item: pieces[$0.piece].range, elements: [$0.element])
      }
      findings.matches.append(
        ItemMatch(
          item: item, score: share(of: item, found: hits.map(\.piece)), isContaminated: true,
          passages: passages.sorted {
            ($0.document.lowerBound, $0.item.lowerBound) < (
              $1.document.lowerBound, $1.item.lowerBound
            )
          }))
    }
    return findings
  }

  /// The verdicts when these pieces, ascending, stand in the corpus.
  func verdicts(found: [Int]) -> [ItemVerdict] {
    var scores = [Double](repeating: 0, count: counts.count)
    forEachItem(of: found, { pieces[$0].item }) { scores[$0] = share(of: $0, found: Array($1)) }
    return scores.enumerated().map { item, score in
      has(item)
        ? ItemVerdict(score > 0 ? .dirty : .clean, score: score)
        : ItemVerdict(.untestable, score: 0)
    }
  }

  /// The share of an item's pieces that these ascending ones are.
  private func share(of item: Int, found: [Int]) -> Double {
    var count = 0
    var previous: Int?
    for piece in found where piece != previous {
      count += 1
      previous = piece
    }
    return Double(count) / Double(counts[item])
  }
}
