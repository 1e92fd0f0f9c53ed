import TestSupport
import Testing
import Text

@Suite struct DifferenceTests {
  private func difference(_ left: String, _ right: String) -> Difference {
    Difference(
      ContiguousArray(left.utf8.map(UInt64.init)), ContiguousArray(right.utf8.map(UInt64.init)))
  }

  /// Elements of a longest common subsequence, by the table that textbooks fill.
  private func longestCommon(_ left: ContiguousArray<UInt64>, _ right: ContiguousArray<UInt64>)
    -> Int
  {
    var previous = Array(repeating: 0, count: right.count + 1)
    for element in left {
      var current = [0]
      for (index, other) in right.enumerated() {
        current.append(
          element == other ? previous[index] + 1 : max(previous[index + 1], current[index]))
      }
      previous = current
    }
    return previous[right.count]
  }

  @Test("the paper's example takes five edits")
  func paper() {
    let edits = difference("abcabba", "cbabac").differing
    #expect(edits.left + edits.right == 5)
  }

  @Test("a changed word in the middle is all that differs")
  func middle() {
    #expect(
      difference("abXcd", "abYZcd").runs == [
        Difference.Run(isCommon: true, left: 0..<2, right: 0..<2),
        Difference.Run(isCommon: false, left: 2..<3, right: 2..<4),
        Difference.Run(isCommon: true, left: 3..<5, right: 4..<6),
      ])
  }

  @Test("empty and equal sequences have one run or none")
  func ends() {
    #expect(difference("", "").runs.isEmpty)
    #expect(
      difference("", "ab").runs == [.init(isCommon: false, left: 0..<0, right: 0..<2)])
    #expect(
      difference("ab", "").runs == [.init(isCommon: false, left: 0..<2, right: 0..<0)])
    #expect(difference("ab", "ab").runs == [.init(isCommon: true, left: 0..<2, right: 0..<2)])
    #expect(difference("aaaa", "b").differing == (4, 1))
  }

  @Test(
    "runs cover both sequences in turn, and no script is shorter", arguments: UInt64(0)..<300)
  func shortest(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters = UInt64.random(in: 1...6, using: &random)
    func sequence() -> ContiguousArray<UInt64> {
      let count = Int.random(in: 0...40, using: &random)
      return ContiguousArray(
        (0..<count).map { _ in UInt64.random(in: 0..<letters, using: &random) })
    }
    let (left, right) = (sequence(), sequence())
    let difference = Difference(left, right)
    var (first, second) = (0, 0)
    var wasCommon: Bool?
    for run in difference.runs {
      #expect(run.left.lowerBound == first && run.right.lowerBound == second)
      #expect(run.isCommon != wasCommon)
      if run.isCommon { #expect(left[run.left] == right[run.right]) }
      (first, second, wasCommon) = (run.left.upperBound, run.right.upperBound, run.isCommon)
    }
    #expect(first == left.count && second == right.count)
    #expect(difference.differing.left == left.count - longestCommon(left, right))
  }

  @Test("two long sequences without anything in common are told apart")
  func disjoint() {
    let left = ContiguousArray(0..<1500 as Range<UInt64>)
    let right = ContiguousArray(2000..<3700 as Range<UInt64>)
    #expect(
      Difference(left, right).runs == [.init(isCommon: false, left: 0..<1500, right: 0..<1700)])
  }
}
