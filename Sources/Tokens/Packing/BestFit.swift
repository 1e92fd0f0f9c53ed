/// Puts pieces of known lengths into rows of one capacity: best fit, longest piece first.
///
/// Every piece goes to the row whose space is the least that suffices, or opens a row. Time is
/// O(n log S) for n pieces and a capacity of S; pieces of one length go in their order, so the result is
/// a function of the lengths. Sources: Johnson 1973 for the bound of 11/9 of the best number of rows;
/// Ding et al. 2024 for training rows.
package struct BestFit {
  /// The row of each piece, in the order of the pieces.
  package private(set) var rows: [UInt32]
  package private(set) var rowCount = 0

  private static let none = UInt32.max
  private var spaces: SpaceSet
  /// The row used last among those with a space, by space; `none` where there is none.
  private var newest: [UInt32]
  /// The row used before it with the same space, by row.
  private var older: [UInt32] = []

  /// Packs pieces.
  ///
  /// - Parameters:
  ///   - lengths: of the pieces, each at most `capacity`; fewer than 2^32 - 1 of them.
  ///   - capacity: of a row, at least 1.
  package init(_ lengths: [UInt32], capacity: Int) {
    rows = [UInt32](repeating: Self.none, count: lengths.count)
    spaces = SpaceSet(capacity: capacity)
    newest = [UInt32](repeating: Self.none, count: capacity + 1)
    for piece in Self.longestFirst(lengths, capacity: capacity) {
      let length = Int(lengths[Int(piece)])
      let space = spaces.least(atLeast: max(length, 1))
      let row = space.map { takeRow(ofSpace: $0) } ?? openRow()
      rows[Int(piece)] = row
      leave(row, space: (space ?? capacity) - length)
    }
  }

  private mutating func openRow() -> UInt32 {
    older.append(Self.none)
    rowCount += 1
    return UInt32(rowCount - 1)
  }

  private mutating func takeRow(ofSpace space: Int) -> UInt32 {
    let row = newest[space]
    newest[space] = older[Int(row)]
    if newest[space] == Self.none { spaces.remove(space) }
    return row
  }

  private mutating func leave(_ row: UInt32, space: Int) {
    guard space > 0 else { return }
    older[Int(row)] = newest[space]
    newest[space] = row
    spaces.insert(space)
  }

  /// The pieces by length, descending; those of one length in their order (a counting sort).
  private static func longestFirst(_ lengths: [UInt32], capacity: Int) -> [UInt32] {
    var places = [Int](repeating: 0, count: capacity + 1)
    for length in lengths { places[Int(length)] += 1 }
    var next = 0
    for length in places.indices.reversed() {
      let count = places[length]
      places[length] = next
      next += count
    }
    var order = [UInt32](repeating: 0, count: lengths.count)
    for (piece, length) in lengths.enumerated() {
      order[places[Int(length)]] = UInt32(piece)
      places[Int(length)] += 1
    }
    return order
  }
}

/// A set of numbers 0 … capacity that finds its least member from a number on in O(log64 capacity).
///
/// A bitmap, over it one with a bit for each of its words, and so on up to a single word.
package struct SpaceSet {
  private var levels: [[UInt64]] = []

  package init(capacity: Int) {
    var words = capacity + 1
    repeat {
      words = (words + 63) / 64
      levels.append([UInt64](repeating: 0, count: words))
    } while words > 1
  }

  package mutating func insert(_ number: Int) {
    var number = number
    for level in levels.indices {
      levels[level][number >> 6] |= 1 << UInt64(number & 63)
      number >>= 6
    }
  }

  package mutating func remove(_ number: Int) {
    var number = number
    for level in levels.indices {
      levels[level][number >> 6] &= ~(1 << UInt64(number & 63))
      if levels[level][number >> 6] != 0 { return }
      number >>= 6
    }
  }

  /// The least member that is `number` or more.
  package func least(atLeast number: Int) -> Int? {
    var number = number
    for level in levels.indices {
      let word = number >> 6
      guard word < levels[level].count else { return nil }
      let rest = levels[level][word] >> UInt64(number & 63)
      if rest != 0 { return descend(from: level, to: number + rest.trailingZeroBitCount) }
      number = word + 1
    }
    return nil
  }

  /// The least member below one bit of a level.
  private func descend(from level: Int, to bit: Int) -> Int {
    var bit = bit
    for lower in levels[..<level].reversed() {
      bit = bit << 6 + lower[bit].trailingZeroBitCount
    }
    return bit
  }
}
