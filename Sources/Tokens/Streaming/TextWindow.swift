/// The bytes that a stage has not settled yet.
///
/// Stable bytes that follow one another in memory are not copied, however many they are.
struct TextWindow {
  private var borrowed = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private var isStable = true
  private var owned: [UInt8] = []
  private let partBytes: Int
  /// From how many bytes on it is worth while to look again.
  private var wanted: Int

  init(partBytes: Int) {
    self.partBytes = partBytes
    wanted = partBytes
  }

  var count: Int { borrowed.count + owned.count }

  /// Adds a chunk and, where enough has come together or the piece ends, calls `body` with all there
  /// is; what `body` returns are the bytes it is done with.
  ///
  /// What it leaves is waited on until it has doubled, so that all looks together take linear time.
  mutating func add(
    _ chunk: TextChunk, _ body: (_ text: UnsafeBufferPointer<UInt8>, _ isStable: Bool) -> Int
  ) {
    append(chunk)
    if chunk.ends || count >= wanted {
      if owned.isEmpty {
        let done = body(borrowed, isStable)
        borrowed = UnsafeBufferPointer(rebasing: borrowed[done...])
      } else {
        let done = owned.withUnsafeBufferPointer { body($0, false) }
        if done == owned.count {
          owned.removeAll(keepingCapacity: done <= partBytes)
        } else {
          owned.removeFirst(done)
        }
      }
      wanted = max(partBytes, 2 * count)
    }
    if !isStable, !borrowed.isEmpty {
      owned = Array(borrowed)
      borrowed = UnsafeBufferPointer(start: nil, count: 0)
    }
  }

  private mutating func append(_ chunk: TextChunk) {
    if owned.isEmpty {
      guard !borrowed.isEmpty, let start = borrowed.baseAddress else {
        borrowed = chunk.bytes
        isStable = chunk.isStable
        return
      }
      if chunk.isStable, chunk.bytes.baseAddress == start + borrowed.count {
        borrowed = UnsafeBufferPointer(start: start, count: borrowed.count + chunk.bytes.count)
        return
      }
      guard !chunk.bytes.isEmpty else { return }
      owned = Array(borrowed)
      borrowed = UnsafeBufferPointer(start: nil, count: 0)
    }
    owned.append(contentsOf: chunk.bytes)
  }
}
