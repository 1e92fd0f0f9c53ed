/// A priority queue whose least element is always first.
///
/// Cost: push and pop are O(log n); storage is kept by `removeAll`.
struct BinaryHeap<Element: Comparable> {
  private var elements = ContiguousArray<Element>()

  var isEmpty: Bool { elements.isEmpty }

  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  mutating func push(_ element: Element) {
    elements.append(element)
    elements.withUnsafeMutableBufferPointer { heap in
      var child = heap.count &- 1
      while child > 0 {
        let parent = (child &- 1) >> 1
        guard element < heap[parent] else { break }
        heap[child] = heap[parent]
        child = parent
      }
      heap[child] = element
    }
  }

  mutating func pop() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let least = elements.first else { return last }
    elements.withUnsafeMutableBufferPointer { heap in
      var parent = 0
      while true {
        var child = 2 &* parent &+ 1
        guard child < heap.count else { break }
        if child &+ 1 < heap.count, heap[child &+ 1] < heap[child] { child &+= 1 }
        guard heap[child] < last else { break }
        heap[parent] = heap[child]
        parent = child
      }
      heap[parent] = last
    }
    return least
  }
}
