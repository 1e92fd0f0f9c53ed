package import Pipelines

/// Connected components of documents that are met pair by pair, in any order.
///
/// Union-find with path halving; the root of a component is its smallest document, whatever the order of
/// pairs. Memory: 20 to 40 bytes per document met (12 for it and its parent and 8 of a hash table, times
/// up to two as they grow); pairs cost nothing. A pair takes nearly constant time.
package struct DocumentForest {
  /// Documents in the order in which they were met; positions are vertices.
  private var documents: ContiguousArray<UInt64> = []
  private var parents: ContiguousArray<UInt32> = []
  /// Open addressing by document: 0 for a free slot, else vertex + 1.
  private var slots = ContiguousArray<UInt32>(repeating: 0, count: 16)

  package init() {}

  /// Bytes of memory in use.
  package var storageBytes: Int {
    8 * documents.capacity + 4 * (parents.capacity + slots.capacity)
  }

  /// Connects two documents; false when they already were.
  package mutating func join(_ first: DocumentID, _ second: DocumentID) -> Bool {
    let left = root(of: vertex(of: first.rawValue))
    let right = root(of: vertex(of: second.rawValue))
    guard left != right else { return false }
    if documents[Int(left)] < documents[Int(right)] {
      parents[Int(right)] = left
    } else {
      parents[Int(left)] = right
    }
    return true
  }

  /// Calls `body` with the documents of each component, ascending; components come in the order of their
  /// smallest documents.
  ///
  /// Takes n log n steps and 24 bytes more per document met.
  package mutating func forEachComponent(
    _ body: (ArraySlice<DocumentID>) throws -> Void
  ) rethrows {
    var members: [(root: UInt64, document: UInt64)] = []
    members.reserveCapacity(documents.count)
    for vertex in documents.indices {
      let root = root(of: UInt32(vertex))
      members.append((documents[Int(root)], documents[vertex]))
    }
    members.sort { ($0.root, $0.document) < ($1.root, $1.document) }
    let sorted = members.map { DocumentID(rawValue: $0.document) }
    var start = 0
    while start < members.count {
      var end = start + 1
      while end < members.count, members[end].root == members[start].root { end += 1 }
      try body(sorted[start..<end])
      start = end
    }
  }

  private mutating func root(of vertex: UInt32) -> UInt32 {
    parents.withUnsafeMutableBufferPointer { parents in
      var current = vertex
      while parents[Int(current)] != current {
        let grandparent = parents[Int(parents[Int(current)])]
        parents[Int(current)] = grandparent
        current = grandparent
      }
      return current
    }
  }

  private mutating func vertex(of document: UInt64) -> UInt32 {
    var slot = Self.slot(of: document, mask: slots.count - 1)
    while slots[slot] != 0 {
      if documents[Int(slots[slot] - 1)] == document { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    precondition(documents.count < 1 << 31, "a forest holds fewer than 2^31 documents")
    let vertex = UInt32(documents.count)
    documents.append(document)
    parents.append(vertex)
    slots[slot] = vertex + 1
    if 2 * documents.count > slots.count { grow() }
    return vertex
  }

  private mutating func grow() {
    slots = ContiguousArray(repeating: 0, count: 2 * slots.count)
    for (vertex, document) in documents.enumerated() {
      var slot = Self.slot(of: document, mask: slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(vertex) + 1
    }
  }

  private static func slot(of document: UInt64, mask: Int) -> Int {
    Int(truncatingIfNeeded: (document &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
  }
}
