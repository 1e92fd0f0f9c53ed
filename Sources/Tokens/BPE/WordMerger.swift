/// Merges the units of one word into tokens: repeatedly the pair of lowest rank, leftmost first.
///
/// Scratch of one worker. Source: Sennrich, Haddow and Birch 2016; byte level as in Radford et al. 2019.
struct WordMerger {
  /// Up to this length scanning all pairs beats a heap; the scan is quadratic, so no further.
  private static let longestScannedWord = 24
  private static let gone = UInt32.max

  private let merges: MergeTable
  private let units: UnitTable
  private var tokens = ContiguousArray<UInt32>()
  private var next = ContiguousArray<UInt32>()
  private var previous = ContiguousArray<UInt32>()
  private var queue = BinaryHeap<UInt64>()

  init(_ model: BytePairModel) {
    merges = model.merges
    units = model.units
  }

  /// Appends the tokens of a word.
  ///
  /// Cost: O(n log n) for n bytes, about 20 bytes of scratch per byte.
  mutating func merge(
    _ word: UnsafeBufferPointer<UInt8>, into output: inout ContiguousArray<UInt32>
  ) {
    tokens.removeAll(keepingCapacity: true)
    units.append(word, to: &tokens)
    if tokens.count <= Self.longestScannedWord {
      mergeByScan(into: &output)
    } else {
      mergeByHeap(into: &output)
    }
  }

  private mutating func mergeByScan(into output: inout ContiguousArray<UInt32>) {
    var count = tokens.count
    let merges = merges
    tokens.withUnsafeMutableBufferPointer { tokens in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.longestScannedWord) { pairs in
        for index in 0..<max(count - 1, 0) {
          pairs[index] = merges.value(tokens[index], tokens[index &+ 1])
        }
        while count > 1 {
          var best = MergeTable.none
          var place = 0
          // Ranks alone are compared: of equal ones the leftmost merges.
          for index in 0..<(count &- 1) where pairs[index] &>> 32 < best &>> 32 {
            best = pairs[index]
            place = index
          }
          guard best != MergeTable.none else { break }
          tokens[place] = UInt32(truncatingIfNeeded: best)
          count &-= 1
          var index = place &+ 1
          while index < count {
            tokens[index] = tokens[index &+ 1]
            if index < count &- 1 { pairs[index] = pairs[index &+ 1] }
            index &+= 1
          }
          if place > 0 { pairs[place &- 1] = merges.value(tokens[place &- 1], tokens[place]) }
          if place < count &- 1 { pairs[place] = merges.value(tokens[place], tokens[place &+ 1]) }
        }
      }
    }
    for index in 0..<count { output.append(tokens[index]) }
  }

  /// Tokens stand in a linked list, candidate pairs in a heap ordered by rank, then position; an
  /// entry whose pair has changed since it was pushed is recognised by its rank and skipped.
  private mutating func mergeByHeap(into output: inout ContiguousArray<UInt32>) {
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    queue.removeAll()
    for index in tokens.indices {
      previous.append(index == 0 ? Self.gone : UInt32(index - 1))
      next.append(index + 1 == tokens.count ? Self.gone : UInt32(index + 1))
    }
    for index in 0..<(tokens.count - 1) { pushPair(at: UInt32(index)) }
    while let candidate = queue.pop() {
      let place = Int(UInt32(truncatingIfNeeded: candidate))
      guard tokens[place] != Self.gone, next[place] != Self.gone else { continue }
      let right = Int(next[place])
      let value = merges.value(tokens[place], tokens[right])
      guard value >> 32 == candidate >> 32, value != MergeTable.none else { continue }
      tokens[place] = UInt32(truncatingIfNeeded: value)
      tokens[right] = Self.gone
      next[place] = next[right]
      if next[place] != Self.gone {
        previous[Int(next[place])] = UInt32(place)
        pushPair(at: UInt32(place))
      }
      if previous[place] != Self.gone { pushPair(at: previous[place]) }
    }
    for token in tokens where token != Self.gone { output.append(token) }
  }

  @inline(__always)
  private mutating func pushPair(at place: UInt32) {
    let value = merges.value(tokens[Int(place)], tokens[Int(next[Int(place)])])
    if value != MergeTable.none { queue.push(value & ~0xFFFF_FFFF | UInt64(place)) }
  }
}
