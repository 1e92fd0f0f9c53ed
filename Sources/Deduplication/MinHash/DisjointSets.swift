/// Disjoint sets of small integers whose representative is the smallest member, whatever the order of
/// unions (union-find with path halving; Tarjan and van Leeuwen 1984).
///
/// Memory: four bytes per element. No recursion.
package struct DisjointSets: Sendable {
  private var parents: ContiguousArray<UInt32>

  /// - Parameter count: elements, each a set of its own; below 2^32.
  package init(count: Int) {
    precondition(count < 1 << 32, "disjoint sets hold fewer than 2^32 elements")
    parents = ContiguousArray((0..<count).lazy.map { UInt32($0) })
  }

  /// The smallest member of an element's set.
  package mutating func representative(of element: Int) -> Int {
    parents.withUnsafeMutableBufferPointer { parents in
      var current = UInt32(element)
      while parents[Int(current)] != current {
        let grandparent = parents[Int(parents[Int(current)])]
        parents[Int(current)] = grandparent
        current = grandparent
      }
      return Int(current)
    }
  }

  /// Joins the sets of two elements.
  package mutating func join(_ first: Int, _ second: Int) {
    let left = representative(of: first)
    let right = representative(of: second)
    if left < right { parents[right] = UInt32(left) } else { parents[left] = UInt32(right) }
  }
}
