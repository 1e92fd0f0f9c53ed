import Pipelines

/// Where resolve puts edges: all of them, or a spanning forest of them.
///
/// Where only components count, an edge between documents that earlier ones connect says nothing new. A
/// task that leaves it out writes one edge less than it has documents in a component: the same
/// components, less to load. The forest costs the memory of `DocumentForest`.
struct EdgeWriter {
  private let sidecar: SidecarWriter
  private var forest: DocumentForest?
  /// Edges written.
  private(set) var count = 0

  init(_ sidecar: SidecarWriter, reducing: Bool) {
    self.sidecar = sidecar
    forest = reducing ? DocumentForest() : nil
  }

  mutating func write(_ edge: SimilarityEdge) throws {
    if forest?.join(DocumentID(rawValue: edge.first), DocumentID(rawValue: edge.second)) == false {
      return
    }
    count += 1
    try edge.write(to: sidecar)
  }
}
