/// The units behind the n-grams of an index: every item's units once, one after the other.
///
/// A *place* is the position of a unit among all of them; an n-gram is known by the place of its first
/// unit where it stands first.
struct NGramStorage: Sendable {
  private struct Segment: Sendable {
    var firstPlace: UInt32
    var item: Int32
  }

  private struct Stretch: Sendable {
    var firstPlace: UInt32
    var length: UInt32
  }

  private(set) var units: ContiguousArray<UInt64> = []
  private var segments: ContiguousArray<Segment> = []
  /// From which place on n-grams have which length.
  private var stretches: ContiguousArray<Stretch> = []

  /// Makes room for so many units.
  mutating func reserve(_ count: Int) { units.reserveCapacity(count) }

  /// Lets what is added from now on have n-grams of this length.
  mutating func begin(length: Int) {
    stretches.append(Stretch(firstPlace: UInt32(units.count), length: UInt32(length)))
  }

  /// Adds a run of an item's units and returns the place of the first.
  mutating func append(_ run: ItemUnits, item: Int) -> Int {
    let first = units.count
    segments.append(Segment(firstPlace: UInt32(first), item: Int32(item)))
    units.append(contentsOf: run.hashes)
    return first
  }

  /// Length of the n-grams that begin at a place.
  func length(at place: UInt32) -> Int {
    var low = 0
    var high = stretches.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if stretches[middle].firstPlace <= place { low = middle } else { high = middle }
    }
    return Int(stretches[low].length)
  }

  /// Whether the n-gram at a place consists of exactly these units.
  func units(at place: UInt32, equal other: UnsafeBufferPointer<UInt64>) -> Bool {
    length(at: place) == other.count
      && units[Int(place)..<Int(place) + other.count].elementsEqual(other)
  }

  /// Which item a place belongs to, and which of its runs.
  func locate(_ place: UInt32) -> (item: Int, run: Int, unit: Int) {
    let low = segmentIndex(of: place)
    let item = segments[low].item
    var run = 0
    while low > run, segments[low - run - 1].item == item { run += 1 }
    return (Int(item), run, Int(place - segments[low].firstPlace))
  }

  /// The places of the run of units that a place is in.
  func run(at place: UInt32) -> Range<Int> {
    let index = segmentIndex(of: place)
    let end = index + 1 < segments.count ? Int(segments[index + 1].firstPlace) : units.count
    return Int(segments[index].firstPlace)..<end
  }

  /// The last segment that begins at or before a place; one without units begins where the next does.
  private func segmentIndex(of place: UInt32) -> Int {
    var low = 0
    var high = segments.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if segments[middle].firstPlace <= place { low = middle } else { high = middle }
    }
    return low
  }
}
