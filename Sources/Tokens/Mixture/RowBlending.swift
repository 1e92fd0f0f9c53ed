/// Which of several sets each training row comes from, for weights that stay: any row at once.
///
///     let blending = RowBlending(weights: [0.7, 0.3])
///     let (set, ordinal) = blending[1_000_000]      // row `ordinal` of those that come from `set`
///
/// Weights become whole numbers that sum to at most a million (`0.7, 0.3` to 7 and 3 exactly, others to
/// the nearest millionth), so that the sequence repeats after `period` rows and a table of one period
/// answers for all: a byte a row and a count per set every 1,024 rows, 1 MB at most for few sets.
/// After any number of rows every set has given its weight of them, less than one row more or less.
/// The rule is that of `GlobalOrder`, with rows for tokens.
public struct RowBlending: Sendable, Equatable {
  /// The largest sum of the whole weights, and so the longest period.
  public static let maximumPeriod = 1_000_000
  /// Sets at most: a set's ordinal is a byte.
  public static let maximumSets = 256
  private static let interval = 1024

  /// Rows after which every set has given exactly its weight.
  public let period: Int
  /// Rows of each set in a period.
  public let weights: [Int]
  private let sets: [UInt8]
  /// Rows of each set before every 1,024th row, set by set.
  private let counts: [Int32]

  /// - Precondition: 1 to 256 weights, finite, none below 0, at least one above.
  public init(weights: [Double]) {
    precondition((1...Self.maximumSets).contains(weights.count), "1 to 256 sets are blended")
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "weights are 0 or more, and one is above 0")
    let whole = Self.whole(weights)
    let period = whole.reduce(0, +)
    var drawn = whole.map { _ in 0 }
    var sets: [UInt8] = []
    var counts: [Int32] = []
    sets.reserveCapacity(period)
    for row in 0..<period {
      if row % Self.interval == 0 { counts += drawn.map(Int32.init) }
      var best: (set: Int, due: Int)?
      for set in whole.indices where drawn[set] * period < whole[set] * (row + 1) {
        let due = ((drawn[set] + 1) * period + whole[set] - 1) / whole[set]
        if due < best?.due ?? .max { best = (set, due) }
      }
      // Weights sum to the period: some set is always behind.
      let set = best?.set ?? 0
      sets.append(UInt8(set))
      drawn[set] += 1
    }
    self.weights = whole
    self.period = period
    self.sets = sets
    self.counts = counts
  }

  /// The set of a row, and how many rows of the set came before it.
  ///
  /// - Precondition: `row` is 0 or more.
  public subscript(row: Int) -> (set: Int, ordinal: Int) {
    let inside = row % period
    let set = sets[inside]
    let block = inside / Self.interval
    var ordinal = row / period * weights[Int(set)] + Int(counts[block * weights.count + Int(set)])
    for place in block * Self.interval..<inside where sets[place] == set { ordinal += 1 }
    return (Int(set), ordinal)
  }

  /// Whole numbers in proportion to the weights, with no common divisor.
  private static func whole(_ weights: [Double]) -> [Int] {
    let largest = weights.max() ?? 1
    // Scaled first, so that huge or tiny weights neither overflow nor vanish.
    let scaled = largest > 1e6 || largest < 1e-6 ? weights.map { $0 / largest } : weights
    var scale = 1.0
    while scale <= Double(maximumPeriod) {
      let exact = scaled.map { $0 * scale }
      let rounded = exact.map { $0.rounded() }
      let sum = rounded.reduce(0, +)
      if sum > Double(maximumPeriod) { break }
      if sum > 0, zip(exact, rounded).allSatisfy({ abs($0 - $1) < 1e-9 * max(1, $0) }) {
        return reduced(rounded.map { Int($0) })
      }
      scale *= 10
    }
    let sum = scaled.reduce(0, +)
    let exact = scaled.map { $0 / sum * Double(maximumPeriod) }
    var whole = exact.map { Int($0) }
    // Of the rows that rounding down leaves over, those with the largest remainders get one each.
    let order = exact.indices.sorted {
      (Double(whole[$0]) - exact[$0], $0) < (Double(whole[$1]) - exact[$1], $1)
    }
    for index in order.prefix(maximumPeriod - whole.reduce(0, +)) { whole[index] += 1 }
    return reduced(whole)
  }

  private static func reduced(_ weights: [Int]) -> [Int] {
    var divisor = 0
    for weight in weights {
      var (left, right) = (divisor, weight)
      while right != 0 { (left, right) = (right, left % right) }
      divisor = left
    }
    return weights.map { $0 / max(1, divisor) }
  }
}
