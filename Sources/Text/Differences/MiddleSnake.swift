/// Finds a stretch of common elements in the middle of a shortest edit script, from both ends at once.
///
/// Diagonal k holds the points with x − y = k; for each, the furthest point that d edits reach is kept.
/// Source: Myers 1986, section 4b; points outside the grid are never entered.
final class MiddleSnake {
  /// Where the stretch begins in both sequences; it may be empty.
  struct Snake {
    var left: Int
    var right: Int
    var length: Int
  }

  /// A diagonal that no edit script has reached.
  private static let unreached = -1
  private var forward: [Int]
  private var backward: [Int]

  /// - Parameter capacity: elements of the two longest sequences that will be compared.
  init(capacity: Int) {
    forward = Array(repeating: Self.unreached, count: 2 * capacity + 3)
    backward = forward
  }

  /// - Precondition: neither sequence is empty, and they share neither their first nor their last
  ///   element, so two edits are needed at least.
  func find(_ left: UnsafeBufferPointer<UInt64>, _ right: UnsafeBufferPointer<UInt64>) -> Snake {
    let difference = left.count - right.count
    let limit = (left.count + right.count + 1) / 2
    let offset = limit + 1
    for index in 0...2 * offset {
      forward[index] = Self.unreached
      backward[index] = Self.unreached
    }
    for edits in 0...limit {
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        guard
          let start = Self.step(forward, diagonal, edits, offset, left.count, right.count)
        else { continue }
        var x = start
        while x < left.count, x - diagonal < right.count, left[x] == right[x - diagonal] { x += 1 }
        forward[offset + diagonal] = x
        let opposite = difference - diagonal
        guard difference % 2 != 0, abs(opposite) < edits,
          case let reached = backward[offset + opposite], reached >= 0, x + reached >= left.count
        else { continue }
        return Snake(left: start, right: start - diagonal, length: x - start)
      }
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        guard
          let start = Self.step(backward, diagonal, edits, offset, left.count, right.count)
        else { continue }
        var x = start
        while x < left.count, x - diagonal < right.count,
          left[left.count - 1 - x] == right[right.count - 1 - x + diagonal]
        { x += 1 }
        backward[offset + diagonal] = x
        let opposite = difference - diagonal
        guard difference % 2 == 0, abs(opposite) <= edits,
          case let reached = forward[offset + opposite], reached >= 0, x + reached >= left.count
        else { continue }
        return Snake(
          left: left.count - x, right: right.count - x + diagonal, length: x - start)
      }
    }
    preconditionFailure("two sequences are always joined by as many edits as they have elements")
  }

  /// The furthest point on a diagonal one edit away from those of its neighbours; nil for none.
  private static func step(
    _ reached: [Int], _ diagonal: Int, _ edits: Int, _ offset: Int, _ width: Int, _ height: Int
  ) -> Int? {
    if edits == 0 { return 0 }
    let before = reached[offset + diagonal - 1]
    let across = before >= 0 && before < width ? before + 1 : unreached
    let above = reached[offset + diagonal + 1]
    let down = above >= 0 && above - diagonal <= height ? above : unreached
    let best = max(across, down)
    return best >= 0 ? best : nil
  }
}
