/// A set of scalar values as ascending, disjoint ranges that do not touch.
struct ScalarSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt32>] = []

  static let empty = ScalarSet()
  /// Every value up to U+10FFFF.
  static let all = ScalarSet([0...0x10FFFF])

  private init() {}

  init(_ ranges: [ClosedRange<UInt32>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = self.ranges.last, range.lowerBound <= last.upperBound + 1 else {
        self.ranges.append(range)
        continue
      }
      let upper = max(last.upperBound, range.upperBound)
      self.ranges[self.ranges.count - 1] = last.lowerBound...upper
    }
  }

  init(_ scalars: Unicode.Scalar...) { self.init(scalars.map { $0.value...$0.value }) }

  /// From the generated tables: lower and upper bounds in turn.
  init(bounds: [UInt32]) {
    self.init(stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]...bounds[$0 + 1] })
  }

  /// The scalars whose traits a condition takes.
  init(where takes: (ScalarTraits) -> Bool) {
    var ranges: [ClosedRange<UInt32>] = []
    ScalarTraits.forEachRun { range, traits in
      if takes(traits) { ranges.append(UInt32(range.lowerBound)...UInt32(range.upperBound - 1)) }
    }
    self.init(ranges)
  }

  init(_ categories: Set<GeneralCategory>) { self.init { categories.contains($0.category) } }

  func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

  func intersection(_ other: ScalarSet) -> ScalarSet {
    complement.union(other.complement).complement
  }

  var complement: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
    return ScalarSet(gaps)
  }

  func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } }

  func intersects(_ other: ScalarSet) -> Bool { intersection(other) != .empty }

  /// The set and all scalars that differ from one of it only in case (simple case folding).
  var caseClosed: ScalarSet {
    var leasts: Set<UInt32> = []
    for pair in stride(from: 0, to: caseFoldingPairs.count, by: 2)
    where contains(caseFoldingPairs[pair]) || contains(caseFoldingPairs[pair + 1]) {
      leasts.insert(caseFoldingPairs[pair + 1])
    }
    var found = ranges
    for pair in stride(from: 0, to: caseFoldingPairs.count, by: 2) {
      let least = caseFoldingPairs[pair + 1]
      guard leasts.contains(least) else { continue }
      found.append(least...least)
      found.append(caseFoldingPairs[pair]...caseFoldingPairs[pair])
    }
    return ScalarSet(found)
  }
}
