import Deduplication
import Pipelines

/// Removal of repeated segments the slow and obvious way: every occurrence in a dictionary.
enum SegmentReference {
  struct Place: Hashable {
    var document: DocumentID
    var index: Int
  }

  /// Which segments of each document remain, where the documents are given as lists of segments' keys.
  static func remaining(
    _ documents: [[[String]]], spanLength: Int = 1, keeper: SegmentKeeper, sources: [String] = [],
    inputs: [InputShard], seed: UInt64
  ) -> [[[Bool]]] {
    var occurrences: [[String]: [Place]] = [:]
    for (input, shard) in documents.enumerated() {
      for (record, keys) in shard.enumerated() where keys.count >= spanLength {
        for index in 0...keys.count - spanLength {
          occurrences[Array(keys[index..<index + spanLength]), default: []].append(
            Place(document: DocumentID(input: input, record: record), index: index))
        }
      }
    }
    var remains = documents.map { $0.map { $0.map { _ in true } } }
    for places in occurrences.values where places.count > 1 {
      let kept = places.min { left, right in
        precedes(left, right, keeper, sources, inputs, seed)
      }
      for place in places where keeper == .none || place != kept {
        for index in place.index..<place.index + spanLength {
          remains[place.document.input][place.document.record][index] = false
        }
      }
    }
    return remains
  }

  private static func precedes(
    _ left: Place, _ right: Place, _ keeper: SegmentKeeper, _ sources: [String],
    _ inputs: [InputShard], _ seed: UInt64
  ) -> Bool {
    guard left.document != right.document else { return left.index < right.index }
    let (one, other) = (inputs[left.document.input], inputs[right.document.input])
    if keeper == .source, one.source != other.source {
      let ranks = [one, other].map { sources.firstIndex(of: $0.source) ?? sources.count }
      if ranks[0] != ranks[1] { return ranks[0] < ranks[1] }
    }
    if keeper == .first || keeper == .none { return left.document < right.document }
    return one.stableKey(record: left.document.record, seed: seed)
      < other.stableKey(record: right.document.record, seed: seed)
  }
}
