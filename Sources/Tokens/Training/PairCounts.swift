/// Counts of neighbouring token pairs and the places each was seen at, kept up to date by the trainer.
struct PairCounts {
  /// Where a pair starts, and in which word.
  struct Place {
    var position: UInt32
    var word: UInt32
  }

  private static let empty = UInt64.max

  /// Pair to slot of `counts` and `places`; open addressing, at most half full.
  private var keys = ContiguousArray<UInt64>(repeating: empty, count: 1 << 12)
  private var slots = ContiguousArray<UInt32>(repeating: 0, count: 1 << 12)
  private(set) var pairs = ContiguousArray<UInt64>()
  private(set) var counts = ContiguousArray<Int>()
  /// Where the pair stood when it was counted; some places may have lost it since.
  private var places = ContiguousArray<ContiguousArray<Place>>()
  private var isMarked = ContiguousArray<Bool>()
  /// Slots whose count rose since `takeRisen`.
  private var risen = ContiguousArray<UInt32>()

  static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
    UInt64(left) << 32 | UInt64(right)
  }

  /// Adds `count` sightings of a pair at a place.
  ///
  /// Counts wrap rather than trap: a damaged input can claim any number.
  mutating func add(_ pair: UInt64, count: Int, at place: Place) {
    let slot = slot(of: pair)
    counts[slot] &+= count
    places[slot].append(place)
    if !isMarked[slot] {
      isMarked[slot] = true
      risen.append(UInt32(slot))
    }
  }

  /// Takes `count` sightings of a pair away.
  mutating func remove(_ pair: UInt64, count: Int) { counts[slot(of: pair)] &-= count }

  /// The slots whose count rose since the last call, each once.
  mutating func takeRisen() -> ContiguousArray<UInt32> {
    defer { risen.removeAll(keepingCapacity: true) }
    for slot in risen { isMarked[Int(slot)] = false }
    return risen
  }

  /// The places of a pair that is about to be merged; afterwards its count is zero.
  mutating func takePlaces(slot: Int) -> ContiguousArray<Place> {
    counts[slot] = 0
    var taken = ContiguousArray<Place>()
    swap(&taken, &places[slot])
    return taken
  }

  /// States that no neighbours of this kind are left.
  mutating func clear(slot: Int) { counts[slot] = 0 }

  private mutating func slot(of pair: UInt64) -> Int {
    var place = place(of: pair)
    if keys[place] == pair { return Int(slots[place]) }
    if pairs.count * 2 >= keys.count {
      grow()
      place = self.place(of: pair)
    }
    keys[place] = pair
    slots[place] = UInt32(pairs.count)
    pairs.append(pair)
    counts.append(0)
    places.append([])
    isMarked.append(false)
    return pairs.count - 1
  }

  private func place(of pair: UInt64) -> Int {
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while keys[place] != Self.empty, keys[place] != pair { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    keys = ContiguousArray(repeating: Self.empty, count: keys.count * 2)
    slots = ContiguousArray(repeating: 0, count: keys.count)
    for (slot, pair) in pairs.enumerated() {
      let place = place(of: pair)
      keys[place] = pair
      slots[place] = UInt32(slot)
    }
  }
}
