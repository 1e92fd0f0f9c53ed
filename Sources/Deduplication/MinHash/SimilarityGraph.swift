import Pipelines

/// The verified edges of a run as a graph over the documents they touch.
///
/// Memory: while loading 48 bytes per distinct edge, afterwards 24, and 12 per document.
struct SimilarityGraph {
  /// The touched documents, ascending; positions in it are the graph's vertices.
  let documents: ContiguousArray<UInt64>
  private let edges: ContiguousArray<(first: UInt32, second: UInt32, similarity: Double)>
  /// Edge numbers of all vertices, vertex after vertex; `starts` says where each vertex begins.
  private let incident: ContiguousArray<UInt32>
  private let starts: ContiguousArray<UInt32>

  /// Loads edges sorted by (first, second), each pair once or more often.
  init(_ records: SidecarMerge, inputs: [InputShard]) throws {
    var loaded: ContiguousArray<SimilarityEdge> = []
    var touched: ContiguousArray<UInt64> = []
    while try records.advance() {
      guard let edge = SimilarityEdge(records) else {
        throw DeduplicationError(
          problem: .unreadableRecord(bytes: records.payload.count),
          document: inputs.printedIdentity(of: DocumentID(rawValue: records.key)))
      }
      if let last = loaded.last, last.first == edge.first, last.second == edge.second { continue }
      if loaded.last?.first != edge.first { touched.append(edge.first) }
      touched.append(edge.second)
      loaded.append(edge)
    }
    self.init(loaded, documents: Self.sortedDistinct(&touched))
  }

  /// - Parameters:
  ///   - loaded: distinct edges sorted by (first, second).
  ///   - documents: the documents they touch, ascending.
  private init(_ loaded: ContiguousArray<SimilarityEdge>, documents: ContiguousArray<UInt64>) {
    precondition(loaded.count < 1 << 31, "a graph holds fewer than 2^31 edges")
    var edges: ContiguousArray<(first: UInt32, second: UInt32, similarity: Double)> = []
    edges.reserveCapacity(loaded.count)
    var starts = ContiguousArray<UInt32>(repeating: 0, count: documents.count + 1)
    for edge in loaded {
      let first = Self.position(of: edge.first, in: documents)
      let second = Self.position(of: edge.second, in: documents)
      edges.append((UInt32(first), UInt32(second), edge.similarity))
      starts[first + 1] += 1
      starts[second + 1] += 1
    }
    for vertex in documents.indices { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var incident = ContiguousArray<UInt32>(repeating: 0, count: 2 * edges.count)
    for (number, edge) in edges.enumerated() {
      for vertex in [Int(edge.first), Int(edge.second)] {
        incident[Int(next[vertex])] = UInt32(number)
        next[vertex] += 1
      }
    }
    self.documents = documents
    self.edges = edges
    self.starts = starts
    self.incident = incident
  }

  var edgeCount: Int { edges.count }

  /// Calls `body` with each neighbour of a vertex and the similarity to it.
  func forEachNeighbour(
    of vertex: Int, _ body: (_ neighbour: Int, _ similarity: Double) throws -> Void
  ) rethrows {
    for position in Int(starts[vertex])..<Int(starts[vertex + 1]) {
      let edge = edges[Int(incident[position])]
      try body(Int(edge.first) == vertex ? Int(edge.second) : Int(edge.first), edge.similarity)
    }
  }

  /// Calls `body` with the vertices of each connected component, ascending; components come in the
  /// order of their smallest vertices.
  func forEachComponent(_ body: (ArraySlice<Int>) throws -> Void) rethrows {
    var sets = DisjointSets(count: documents.count)
    for edge in edges { sets.join(Int(edge.first), Int(edge.second)) }
    var starts = ContiguousArray<UInt32>(repeating: 0, count: documents.count + 1)
    for vertex in documents.indices { starts[sets.representative(of: vertex) + 1] += 1 }
    for vertex in documents.indices { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var order = [Int](repeating: 0, count: documents.count)
    for vertex in documents.indices {
      let root = sets.representative(of: vertex)
      order[Int(next[root])] = vertex
      next[root] += 1
    }
    for root in documents.indices where starts[root] < starts[root + 1] {
      try body(order[Int(starts[root])..<Int(starts[root + 1])])
    }
  }

  /// Empties `values`, which would otherwise stay beside its far shorter result.
  private static func sortedDistinct(
    _ values: inout ContiguousArray<UInt64>
  ) -> ContiguousArray<UInt64> {
    values.sort()
    var result: ContiguousArray<UInt64> = []
    for value in values where result.last != value { result.append(value) }
    values = []
    return result
  }

  private static func position(of value: UInt64, in sorted: ContiguousArray<UInt64>) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
