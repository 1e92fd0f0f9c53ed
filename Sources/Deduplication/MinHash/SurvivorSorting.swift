import Pipelines

/// Puts documents into survivor order by what the observe tables say about them; those of an index come
/// before all others.
struct SurvivorSorting {
  let verifier: Verifier
  let order: SurvivorOrder

  /// Positions of documents, the best first.
  ///
  /// Memory: 8 bytes per document and survivor rule, and 8 per document.
  /// - Parameters:
  ///   - count: the number of documents.
  ///   - document: tells them by position; ascending.
  /// - Returns: the positions, each once.
  /// - Throws: `DeduplicationError` when one of them has no sketch.
  func order(of count: Int, document: (Int) -> DocumentID) throws -> [Int] {
    // Their numbers are larger than those of the run.
    let newcomers = (0..<count).first { document($0).isIndexed } ?? count
    let rankCount = order.rankCount
    guard rankCount > 0 else { return Array(newcomers..<count) + Array(0..<newcomers) }
    var ranks: ContiguousArray<UInt64> = []
    ranks.reserveCapacity(newcomers * rankCount)
    for position in 0..<newcomers { try appendRanks(of: document(position), to: &ranks) }
    return (newcomers..<count)
      + (0..<newcomers).sorted { left, right in
        for rank in 0..<rankCount {
          let one = ranks[left * rankCount + rank]
          let other = ranks[right * rankCount + rank]
          if one != other { return one < other }
        }
        return left < right
      }
  }

  private func appendRanks(
    of document: DocumentID, to ranks: inout ContiguousArray<UInt64>
  ) throws {
    try verifier.withSketch(of: document) { sketch in
      if order.readsValues {
        guard sketch.rankCount == order.rankCount else {
          throw DeduplicationError(
            problem: .missingSketch, document: verifier.printedIdentity(of: document))
        }
        ranks.append(contentsOf: (0..<order.rankCount).lazy.map { sketch.rank($0) })
      } else {
        for rank in 0..<order.rankCount {
          ranks.append(order.rank(rank, of: document, textBytes: sketch.textBytes))
        }
      }
    }
  }
}
