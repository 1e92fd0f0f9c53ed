/// The documents with the smallest keys seen so far, at most so many: a sample that does not depend on order.
///
/// Between prunings up to twice the wanted number is held.
struct KeyedSample {
  struct Entry {
    var key: UInt64
    var document: UInt64
    var payload: [UInt8]
  }

  private let size: Int
  private var entries: [Entry] = []
  private var largestKept: UInt64 = .max

  init(size: Int) { self.size = size }

  /// Whether a document with this key would still be in the sample.
  func admits(_ key: UInt64) -> Bool { key <= largestKept }

  mutating func add(key: UInt64, document: UInt64, payload: [UInt8]) {
    guard admits(key) else { return }
    entries.append(Entry(key: key, document: document, payload: payload))
    if entries.count >= 2 * size { prune() }
  }

  /// The sample, by rising key; equal keys by document.
  mutating func sorted() -> [Entry] {
    prune()
    return entries
  }

  private mutating func prune() {
    entries.sort { ($0.key, $0.document) < ($1.key, $1.document) }
    guard entries.count >= size else { return }
    entries.removeSubrange(size...)
    largestKept = entries.last?.key ?? .max
  }
}
