import Pipelines

/// Splits a connected component into clusters around survivors.
///
/// Members are taken in survivor order. One that is similar enough to an earlier survivor joins the
/// first such survivor's cluster, and so does one that is a part of it; any other survives. So a chain A–B–C of near duplicates never
/// drops C for A's sake when A and C differ.
///
/// Documents of an index come first and always survive, near to each other or not: what later runs find
/// near to one is dropped for it.
///
/// A member is checked against the component's first `checkedLeaders` survivors from their sketches and
/// against any further ones it has a verified edge to.
struct LeaderClustering {
  static let checkedLeaders = 64

  /// A survivor and the documents dropped for it.
  struct Cluster {
    var survivor: DocumentID
    /// Dropped documents and their matches with the survivor, in survivor order.
    var dropped: [(document: DocumentID, match: DuplicateMatch)] = []

    var size: Int { dropped.count + 1 }

    /// The smallest document id of the cluster; a survivor of an index is its name in every run.
    var id: DocumentID {
      survivor.isIndexed ? survivor : dropped.reduce(survivor) { min($0, $1.document) }
    }
  }

  let graph: SimilarityGraph
  let verifier: Verifier
  let order: SurvivorOrder
  /// Position of each vertex among its component's survivors; −1 for all others.
  private var leaderPositions: ContiguousArray<Int32>

  init(graph: SimilarityGraph, verifier: Verifier, order: SurvivorOrder) {
    self.graph = graph
    self.verifier = verifier
    self.order = order
    leaderPositions = ContiguousArray(repeating: -1, count: graph.documents.count)
  }

  /// The clusters of a component, in survivor order; clusters of one document are left out.
  mutating func clusters(of component: ArraySlice<Int>) throws -> [Cluster] {
    let first = component.startIndex
    let members = try SurvivorSorting(verifier: verifier, order: order)
      .order(of: component.count) { documentID(component[first + $0]) }
      .map { component[first + $0] }
    var clusters: [Cluster] = []
    for vertex in members {
      let document = documentID(vertex)
      let leader = document.isIndexed ? nil : try firstLeader(of: vertex, among: clusters)
      if let leader {
        clusters[leader.position].dropped.append((document, leader.match))
      } else {
        leaderPositions[vertex] = Int32(clusters.count)
        clusters.append(Cluster(survivor: document))
      }
    }
    return clusters.filter { $0.size > 1 }
  }

  /// The first survivor in order that a vertex is similar enough to or a part of.
  private func firstLeader(
    of vertex: Int, among clusters: [Cluster]
  ) throws -> (position: Int, match: DuplicateMatch)? {
    let document = documentID(vertex)
    var best: (position: Int, match: DuplicateMatch)?
    try graph.forEachNeighbour(of: vertex) { neighbour, similarity in
      let position = Int(leaderPositions[neighbour])
      guard position >= 0, position < best?.position ?? .max else { return }
      if similarity != SimilarityEdge.containment {
        best = (position, DuplicateMatch(value: similarity))
      } else if let match = try verifier.match(of: document, with: documentID(neighbour)) {
        best = (position, match)
      }
    }
    // Survivors before the best neighbour are no neighbours: only their sketches can tell.
    let checked = min(best?.position ?? clusters.count, Self.checkedLeaders)
    for position in 0..<checked {
      if let match = try verifier.match(of: document, with: clusters[position].survivor) {
        return (position, match)
      }
    }
    return best
  }

  private func documentID(_ vertex: Int) -> DocumentID {
    DocumentID(rawValue: graph.documents[vertex])
  }
}
