import TestSupport
import Testing
import Tokens

@Suite("Best-fit decreasing")
struct BestFitTests {
  /// The rule written out: every row is looked at for every piece; of equal spaces the newest row wins.
  private static func plain(_ lengths: [UInt32], capacity: Int) -> [UInt32] {
    let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    var spaces: [(space: Int, since: Int)] = []
    var rows = [UInt32](repeating: 0, count: lengths.count)
    for (time, piece) in order.enumerated() {
      let length = Int(lengths[piece])
      let fitting = spaces.indices.filter { spaces[$0].space >= length && spaces[$0].space > 0 }
      let row =
        fitting.min {
          (spaces[$0].space, -spaces[$0].since) < (spaces[$1].space, -spaces[$1].since)
        } ?? spaces.count
      if row == spaces.count { spaces.append((capacity, time)) }
      spaces[row] = (spaces[row].space - length, time)
      rows[piece] = UInt32(row)
    }
    return rows
  }

  @Test("equals the rule written out", arguments: UInt64(0)..<60)
  func equalsRule(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bound = [3, 70, 300, 5000].randomElement(using: &random) ?? 1
    let capacity = Int.random(in: 1...bound, using: &random)
    let lengths = (0..<Int.random(in: 0...300, using: &random)).map { _ in
      UInt32.random(in: 1...UInt32(capacity), using: &random)
    }
    let fit = BestFit(lengths, capacity: capacity)
    let expected = Self.plain(lengths, capacity: capacity)
    #expect(fit.rows == expected)
    #expect(fit.rowCount == expected.max().map { Int($0) + 1 } ?? 0)
  }

  @Test("a worked example of Ding et al. 2024's procedure")
  func worked() {
    // 6 opens row 0 (2 left), 5 row 1 (3 left), 3 fills row 1, 2 fills row 0, 1 opens row 2.
    let fit = BestFit([2, 6, 1, 5, 3], capacity: 8)
    #expect(fit.rows == [0, 0, 2, 1, 1] && fit.rowCount == 3)
  }

  @Test("the set of spaces finds the least member from a number on", arguments: UInt64(0)..<20)
  func spaces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let capacity = [0, 1, 63, 64, 4095, 4096, 300_000].randomElement(using: &random) ?? 1
    var set = SpaceSet(capacity: capacity)
    var members: Set<Int> = []
    for _ in 0..<400 {
      let number = Int.random(in: 0...capacity, using: &random)
      if Bool.random(using: &random) {
        set.insert(number)
        members.insert(number)
      } else {
        set.remove(number)
        members.remove(number)
      }
      let from = Int.random(in: 0...capacity, using: &random)
      #expect(set.least(atLeast: from) == members.filter { $0 >= from }.min())
    }
  }
}
