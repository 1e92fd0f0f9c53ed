package import Pipelines

/// Where the documents came from that were dropped for one survivor.
package struct ClusterOrigins: Equatable, Sendable {
  /// Members named one by one.
  package static let namedMembers = 5

  /// Dropped documents of one source.
  package struct Source: Equatable, Sendable {
    /// The first one in survivor order; its input tells the source.
    package var first: DocumentID
    package var count: Int

    package init(first: DocumentID, count: Int) {
      self.first = first
      self.count = count
    }
  }

  /// The first dropped documents in survivor order.
  package var members: [DocumentID]
  /// The sources in the order in which their first members come.
  package var sources: [Source]

  package init(members: [DocumentID] = [], sources: [Source] = []) {
    self.members = members
    self.sources = sources
  }
}

/// Collects the origins of one cluster after another, in memory that does not grow with them.
package struct OriginsCollector {
  private let numbers: SourceNumbers
  /// Position in `origins.sources` by source; −1 for none.
  private var positions: [Int]
  private var origins = ClusterOrigins()

  package init(_ numbers: SourceNumbers) {
    self.numbers = numbers
    positions = Array(repeating: -1, count: numbers.names.count)
  }

  /// Adds the next dropped document in survivor order.
  package mutating func add(_ document: DocumentID) {
    if origins.members.count < ClusterOrigins.namedMembers { origins.members.append(document) }
    guard let source = numbers.number(of: document) else { return }
    if positions[source] < 0 {
      positions[source] = origins.sources.count
      origins.sources.append(ClusterOrigins.Source(first: document, count: 0))
    }
    origins.sources[positions[source]].count += 1
  }

  /// Returns what was collected and begins anew.
  package mutating func finish() -> ClusterOrigins {
    for source in origins.sources {
      if let number = numbers.number(of: source.first) { positions[number] = -1 }
    }
    defer { origins = ClusterOrigins() }
    return origins
  }
}
