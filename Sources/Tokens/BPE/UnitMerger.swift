/// Merges a run of units by a priority queue; scratch of one worker.
///
/// Tokens stand in a linked list by the place of their first unit. A candidate is a rank and the
/// place of a left token; one whose pair has changed since it was pushed is recognised by its rank
/// and skipped. Cost: O(n log n) for n units, about 20 bytes of scratch for each.
struct UnitMerger {
  private static let gone = UInt32.max

  private let merges: MergeTable
  private var tokens = ContiguousArray<UInt32>()
  private var next = ContiguousArray<UInt32>()
  private var previous = ContiguousArray<UInt32>()
  private var queue = BinaryHeap<UInt64>()
  /// The open tokens that were given up, from right to left.
  private var givenUp = ContiguousArray<UInt32>()
  /// The two tokens that joined last.
  private(set) var lastPair: (left: UInt32, right: UInt32)?

  init(_ merges: MergeTable) { self.merges = merges }

  /// Merges units to the end, or as far as the result does not depend on what follows them.
  ///
  /// With right merges, more units may follow. The last token then is open: when its turn comes to
  /// join a right neighbour, nobody knows whether it does, so that it is given up, and the token
  /// before it is open, to the left of something that begins with the text of what was given up.
  /// What is left has merged as it does in every continuation (see `RightMerges`).
  ///
  /// - Returns: how many of the units the tokens stand for: all without right merges.
  mutating func merge(_ units: ContiguousArray<UInt32>, before rights: RightMerges?) -> Int {
    prepare(units)
    var open = rights?.candidate(of: units.last, at: units.count - 1, before: givenUp)
    if let open { queue.push(open) }
    var end = units.count
    while let candidate = queue.pop() {
      let place = Int(UInt32(truncatingIfNeeded: candidate))
      if candidate == open {
        end = place
        givenUp.append(tokens[place])
        tokens[place] = Self.gone
        guard case let before = previous[place], before != Self.gone else { break }
        next[Int(before)] = Self.gone
        open = rights?.candidate(of: tokens[Int(before)], at: Int(before), before: givenUp)
        if let open { queue.push(open) }
        continue
      }
      guard tokens[place] != Self.gone, next[place] != Self.gone else { continue }
      let right = Int(next[place])
      let value = merges.value(tokens[place], tokens[right])
      guard value >> 32 == candidate >> 32, value != MergeTable.none else { continue }
      lastPair = (tokens[place], tokens[right])
      tokens[place] = UInt32(truncatingIfNeeded: value)
      tokens[right] = Self.gone
      next[place] = next[right]
      if next[place] != Self.gone {
        previous[Int(next[place])] = UInt32(place)
        pushPair(at: UInt32(place))
      } else if let rights {
        open = rights.candidate(of: tokens[place], at: place, before: givenUp)
        if let open { queue.push(open) }
      }
      if previous[place] != Self.gone { pushPair(at: previous[place]) }
    }
    return end
  }

  /// Appends the tokens of the last merge.
  func appendTokens(to output: inout ContiguousArray<UInt32>) {
    for token in tokens where token != Self.gone { output.append(token) }
  }

  private mutating func prepare(_ units: ContiguousArray<UInt32>) {
    tokens.removeAll(keepingCapacity: true)
    tokens.append(contentsOf: units)
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    queue.removeAll()
    givenUp.removeAll(keepingCapacity: true)
    lastPair = nil
    for index in tokens.indices {
      previous.append(index == 0 ? Self.gone : UInt32(index - 1))
      next.append(index + 1 == tokens.count ? Self.gone : UInt32(index + 1))
    }
    for index in 0..<max(tokens.count - 1, 0) { pushPair(at: UInt32(index)) }
  }

  @inline(__always)
  private mutating func pushPair(at place: UInt32) {
    let value = merges.value(tokens[Int(place)], tokens[Int(next[Int(place)])])
    if value != MergeTable.none { queue.push(value & ~0xFFFF_FFFF | UInt64(place)) }
  }
}
