/// A sample of fixed size in which every element has the same chance: those with the smallest keys.
///
/// Keys are hashes of what an element is, so the sample depends on neither order nor number of workers.
/// Memory: `limit` elements. Cost: a comparison for nearly every element of a long stream.
package struct KeyedSample<Element> {
  package let limit: Int
  /// The sample, by ascending key.
  package private(set) var entries: [(key: UInt64, element: Element)] = []
  /// Elements seen.
  package private(set) var population = 0

  package init(limit: Int) { self.limit = limit }

  /// Takes an element into account.
  package mutating func add(_ element: @autoclosure () -> Element, key: UInt64) {
    population += 1
    if entries.count == limit {
      guard let last = entries.last, key < last.key else { return }
      entries.removeLast()
    }
    let place = entries.firstIndex { key < $0.key } ?? entries.count
    entries.insert((key, element()), at: place)
  }
}
