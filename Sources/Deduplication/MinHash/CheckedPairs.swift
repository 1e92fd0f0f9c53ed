import Pipelines
import Text

/// What the last checks of pairs found, in constant memory.
///
/// A pair shares a bucket for every band that both have alike: in a corpus of few duplicates, near
/// duplicates are checked again and again. A pair is forgotten when another one takes its place.
struct CheckedPairs {
  private struct Entry {
    /// Equal where there is none: no pair is of one document.
    var first: UInt64 = 0
    var second: UInt64 = 0
    var similarity: Double?
  }

  /// Two to this power of entries: 2 MB.
  private static let placeBits: UInt64 = 16
  private var entries = [Entry](repeating: Entry(), count: 1 << placeBits)

  /// The edge between two documents: a remembered one, or the one that `check` finds.
  mutating func edge(
    of first: DocumentID, and second: DocumentID,
    _ check: (DocumentID, DocumentID) throws -> SimilarityEdge?
  ) rethrows -> SimilarityEdge? {
    let mixed = StableHash.mix(
      first.rawValue ^ StableHash.prime0, second.rawValue ^ StableHash.prime1)
    let place = Int(mixed >> (64 - Self.placeBits))
    let entry = entries[place]
    if entry.first == first.rawValue, entry.second == second.rawValue, first != second {
      return entry.similarity.map { SimilarityEdge(first, second, similarity: $0) }
    }
    let edge = try check(first, second)
    entries[place] = Entry(
      first: first.rawValue, second: second.rawValue, similarity: edge?.similarity)
    return edge
  }
}
