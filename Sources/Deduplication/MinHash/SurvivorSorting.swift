import Pipelines

/// Puts documents into survivor order by what the observe tables say about them.
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
    let rankCount = order.rankCount
    guard rankCount > 0 else { return Array(0..<count) }
    var ranks: ContiguousArray<UInt64> = []
    ranks.reserveCapacity(count * rankCount)
    for position in 0..<count { try appendRanks(of: document(position), to: &ranks) }
    return (0..<count).sorted { left, right in
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
            problem: .missingSketch, document: verifier.inputs.printedIdentity(of: document))
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
