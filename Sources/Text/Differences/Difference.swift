/// What two sequences share and what one of them has alone, as a shortest edit script tells it.
///
/// Source: Myers 1986, "An O(ND) Difference Algorithm and Its Variations", sections 4b (linear space).
public struct Difference: Sendable, Equatable {
  /// Neighbouring elements that the sequences share, or that differ.
  public struct Run: Sendable, Equatable {
    public var isCommon: Bool
    /// Positions in the first sequence; as many as in the second when the run is common.
    public var left: Range<Int>
    /// Positions in the second sequence.
    public var right: Range<Int>

    public init(isCommon: Bool, left: Range<Int>, right: Range<Int>) {
      self.isCommon = isCommon
      self.left = left
      self.right = right
    }
  }

  /// Runs in order, common and different ones in turn; together they cover both sequences.
  public private(set) var runs: [Run] = []

  /// Compares two sequences of n elements together, of which d differ.
  ///
  /// Cost: O(n d) comparisons, so a caller bounds n; memory is linear.
  public init(_ left: ContiguousArray<UInt64>, _ right: ContiguousArray<UInt64>) {
    let search = MiddleSnake(capacity: left.count + right.count)
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        compare(left, left.indices, right, right.indices, search)
      }
    }
  }

  /// The elements that the first sequence has alone, and those of the second.
  public var differing: (left: Int, right: Int) {
    runs.reduce((0, 0)) {
      $1.isCommon ? $0 : ($0.0 + $1.left.count, $0.1 + $1.right.count)
    }
  }

  /// Elements of the longest common run.
  public var longestCommon: Int { runs.reduce(0) { max($0, $1.isCommon ? $1.left.count : 0) } }

  private mutating func compare(
    _ left: UnsafeBufferPointer<UInt64>, _ leftRange: Range<Int>,
    _ right: UnsafeBufferPointer<UInt64>, _ rightRange: Range<Int>, _ search: MiddleSnake
  ) {
    var (first, second) = (leftRange, rightRange)
    var shared = 0
    while shared < first.count, shared < second.count,
      left[first.lowerBound + shared] == right[second.lowerBound + shared]
    { shared += 1 }
    append(true, first.prefix(shared), second.prefix(shared))
    first = first.dropFirst(shared)
    second = second.dropFirst(shared)
    var ending = 0
    while ending < first.count, ending < second.count,
      left[first.upperBound - 1 - ending] == right[second.upperBound - 1 - ending]
    { ending += 1 }
    let tails = (first.suffix(ending), second.suffix(ending))
    first = first.dropLast(ending)
    second = second.dropLast(ending)
    if first.isEmpty || second.isEmpty {
      append(false, first, second)
    } else {
      let snake = search.find(
        UnsafeBufferPointer(rebasing: left[first]), UnsafeBufferPointer(rebasing: right[second]))
      let start = (first.lowerBound + snake.left, second.lowerBound + snake.right)
      let end = (start.0 + snake.length, start.1 + snake.length)
      compare(left, first.lowerBound..<start.0, right, second.lowerBound..<start.1, search)
      append(true, start.0..<end.0, start.1..<end.1)
      compare(left, end.0..<first.upperBound, right, end.1..<second.upperBound, search)
    }
    append(true, tails.0, tails.1)
  }

  private mutating func append(_ isCommon: Bool, _ left: Range<Int>, _ right: Range<Int>) {
    guard !left.isEmpty || !right.isEmpty else { return }
    if let last = runs.last, last.isCommon == isCommon {
      runs[runs.count - 1].left = last.left.lowerBound..<left.upperBound
      runs[runs.count - 1].right = last.right.lowerBound..<right.upperBound
    } else {
      runs.append(Run(isCommon: isCommon, left: left, right: right))
    }
  }
}
