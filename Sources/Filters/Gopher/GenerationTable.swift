/// Counts 64-bit keys of one document after the other in one block of memory.
///
/// Open addressing with linear probing, at most two thirds full. Clearing raises a generation number
/// instead of touching the slots, so short documents do not pay for long ones.
struct GenerationTable {
  struct Slot {
    var key: UInt64
    var generation: UInt32
    var count: UInt32
  }

  private final class Memory {
    let slots: UnsafeMutablePointer<Slot>
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      slots = .allocate(capacity: capacity)
      slots.initialize(repeating: Slot(key: 0, generation: 0, count: 0), count: capacity)
    }

    deinit { slots.deallocate() }
  }

  private var memory: Memory
  private var generation: UInt32 = 0

  init() { memory = Memory(capacity: 1 << 10) }

  /// Forgets all keys and makes room for so many distinct ones.
  mutating func clear(expecting keys: Int) {
    var capacity = 1 << 10
    while capacity * 2 < keys * 3 { capacity *= 2 }
    // Memory of an extraordinary document is given back when an ordinary one follows.
    if capacity > memory.capacity || (memory.capacity > 1 << 20 && capacity < memory.capacity / 16)
    {
      memory = Memory(capacity: capacity)
      generation = 0
    }
    if generation == .max {
      memory.slots.update(
        repeating: Slot(key: 0, generation: 0, count: 0), count: memory.capacity)
      generation = 0
    }
    generation += 1
  }

  /// Calls `body` with the slots and what `slot(of:)` needs, kept in registers over a loop.
  @inline(__always)
  func withSlots<Result>(_ body: (SlotAccess) -> Result) -> Result {
    withExtendedLifetime(memory) {
      body(SlotAccess(slots: memory.slots, mask: memory.capacity &- 1, generation: generation))
    }
  }

  struct SlotAccess {
    let slots: UnsafeMutablePointer<Slot>
    let mask: Int
    let generation: UInt32

    /// The index of a key's slot, which is taken (with count 0) when the key is new.
    @inline(__always)
    func slot(of key: UInt64) -> Int {
      var index = Int(truncatingIfNeeded: key) & mask
      while slots[index].generation == generation {
        if slots[index].key == key { return index }
        index = (index &+ 1) & mask
      }
      slots[index] = Slot(key: key, generation: generation, count: 0)
      return index
    }
  }
}
