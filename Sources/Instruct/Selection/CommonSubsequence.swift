/// The longest common subsequence of one fixed token sequence with many others, 64 cells at a time.
///
/// Position masks of the fixed sequence are built once: O(m). Each comparison costs ⌈m / 64⌉ word
/// operations per token of the other. Source: Crochemore et al. 2001; Hyyrö 2004.
struct CommonSubsequence: Sendable {
  /// Row of `masks` of each token number, 0 (all zeros) for tokens outside the fixed sequence.
  private var rows: [UInt32] = []
  private var masks: [UInt64] = []
  private var fixed: [UInt32] = []
  private var words = 1
  private var state: [UInt64] = []

  /// Sets the fixed sequence; every token number that will be compared is below `vocabularySize`.
  mutating func fix(_ tokens: [UInt32], vocabularySize: Int) {
    for token in fixed { rows[Int(token)] = 0 }
    if rows.count < vocabularySize {
      rows.append(contentsOf: repeatElement(0, count: vocabularySize * 2 - rows.count))
    }
    fixed = tokens
    words = max(1, (tokens.count + 63) / 64)
    masks.removeAll(keepingCapacity: true)
    masks.append(contentsOf: repeatElement(0, count: words))
    for (position, token) in tokens.enumerated() {
      if rows[Int(token)] == 0 {
        rows[Int(token)] = UInt32(masks.count / words)
        masks.append(contentsOf: repeatElement(0, count: words))
      }
      masks[Int(rows[Int(token)]) * words + position / 64] |= 1 << UInt64(position % 64)
    }
    state = [UInt64](repeating: 0, count: words)
  }

  /// The length of the longest common subsequence with `other`, or nil once it cannot reach `need`.
  mutating func length(with other: [UInt32], atLeast need: Int = 0) -> Int? {
    words == 1 ? singleWord(other, need) : manyWords(other, need)
  }

  private func singleWord(_ other: [UInt32], _ need: Int) -> Int? {
    let low: UInt64 = fixed.count == 64 ? ~0 : (1 << UInt64(fixed.count)) - 1
    var cells: UInt64 = ~0
    for (position, token) in other.enumerated() {
      let matched = cells & masks[Int(rows[Int(token)])]
      cells = (cells &+ matched) | (cells &- matched)
      if position & 7 == 7 {
        let reachable = (~cells & low).nonzeroBitCount + other.count - 1 - position
        if reachable < need { return nil }
      }
    }
    let common = (~cells & low).nonzeroBitCount
    return common < need ? nil : common
  }

  private mutating func manyWords(_ other: [UInt32], _ need: Int) -> Int? {
    for word in 0..<words { state[word] = ~0 }
    for (position, token) in other.enumerated() {
      let row = Int(rows[Int(token)]) * words
      var carry: UInt64 = 0
      for word in 0..<words {
        let cells = state[word]
        let matched = cells & masks[row + word]
        let (partial, first) = cells.addingReportingOverflow(matched)
        let (sum, second) = partial.addingReportingOverflow(carry)
        carry = first || second ? 1 : 0
        // The matched bits are a subset of the cells, so the subtraction never borrows.
        state[word] = sum | (cells &- matched)
      }
      if position & 15 == 15, zeros() + other.count - 1 - position < need { return nil }
    }
    let common = zeros()
    return common < need ? nil : common
  }

  private func zeros() -> Int {
    var count = 0
    for word in 0..<words {
      let used = min(64, fixed.count - word * 64)
      let low: UInt64 = used == 64 ? ~0 : (1 << UInt64(used)) - 1
      count += (~state[word] & low).nonzeroBitCount
    }
    return count
  }
}
