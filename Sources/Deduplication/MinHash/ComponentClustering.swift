import Pipelines

/// Makes one cluster of each connected component: its best document survives, the others are dropped,
/// whatever their similarity to it.
///
/// Documents of an index are better than all others and are never dropped.
struct ComponentClustering {
  let verifier: Verifier
  let order: SurvivorOrder

  /// The cluster of documents in ascending order; similarities are measured, not asked for.
  func cluster(of component: ArraySlice<DocumentID>) throws -> LeaderClustering.Cluster {
    let first = component.startIndex
    let sorted = try SurvivorSorting(verifier: verifier, order: order)
      .order(of: component.count) { component[first + $0] }
      .map { component[first + $0] }
    var cluster = LeaderClustering.Cluster(survivor: sorted[0])
    for document in sorted.dropFirst() where !document.isIndexed {
      let similarity = try verifier.anySimilarity(of: cluster.survivor, and: document)
      cluster.dropped.append((document, DuplicateMatch(value: similarity)))
    }
    return cluster
  }
}
