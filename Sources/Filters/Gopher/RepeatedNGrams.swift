import Text

/// How much of a text its most frequent and its repeated word n-grams cover.
///
/// Lengths run upwards from 2, and an n-gram can only occur twice if both (n - 1)-grams in it do. So
/// beyond the first pass only the few starts that still repeat are looked at.
struct RepeatedNGrams {
  /// Characters of the most frequent n-gram, times its count, for n = 2, 3, 4.
  private(set) var topCharacters: ContiguousArray<Int> = [0, 0, 0]
  /// Characters in duplicate n-grams, for n = 5 to 10.
  private(set) var duplicateCharacters = ContiguousArray<Int>(repeating: 0, count: 6)
  /// Characters of all words, without what stands between them.
  var wordCharacters: Int { sums.last ?? 0 }

  static let topSizes = 2...4
  static let duplicateSizes = 5...10
  /// Marks a slot whose n-gram the scan from left to right has met.
  private static let met: UInt32 = 1 << 31

  /// `sums[i]` is the number of characters in the words before word i.
  private var sums: ContiguousArray<Int> = []
  /// Word positions whose n-gram may occur more than once, with its hash and its slot.
  private var starts: ContiguousArray<Start> = []
  /// For each word position the largest n whose n-gram there occurs more than once.
  private var repeatedSize: ContiguousArray<UInt8> = []

  private struct Start {
    var position: Int
    var hash: UInt64
    var slot: Int
  }

  /// Measures the words of a text, replacing what was measured before.
  ///
  /// - Parameters:
  ///   - words: the words of `text`.
  ///   - text: valid UTF-8.
  ///   - duplicates: the convention asked for.
  ///   - table: scratch.
  mutating func measure(
    _ words: borrowing WordList, in text: UnsafeBufferPointer<UInt8>,
    duplicates convention: GopherRepetitionSettings.Duplicates, table: inout GenerationTable
  ) {
    sumCharacters(words, in: text)
    starts.removeAll(keepingCapacity: true)
    repeatedSize.removeAll(keepingCapacity: true)
    for position in 0..<words.count {
      starts.append(Start(position: position, hash: words.hashes[position], slot: 0))
      repeatedSize.append(1)
    }
    for size in Self.topSizes.lowerBound...Self.duplicateSizes.upperBound {
      count(size, words.hashes, &table)
      if Self.topSizes.contains(size) {
        topCharacters[size - Self.topSizes.lowerBound] = table.withSlots {
          top(size, words.count, convention, $0)
        }
      } else {
        duplicateCharacters[size - Self.duplicateSizes.lowerBound] = table.withSlots {
          convention == .repeats ? scanned(size, $0) : covered(size)
        }
      }
    }
  }

  private mutating func sumCharacters(
    _ words: borrowing WordList, in text: UnsafeBufferPointer<UInt8>
  ) {
    sums.removeAll(keepingCapacity: true)
    sums.append(0)
    guard let bytes = text.baseAddress else { return }
    var sum = 0
    for index in 0..<words.count {
      let start = Int(words.starts[index])
      sum &+= ScalarCount.count(bytes + start, Int(words.ends[index]) &- start)
      sums.append(sum)
    }
  }

  /// Counts the n-grams of a size at the starts left and keeps the starts of those that repeat.
  private mutating func count(
    _ size: Int, _ hashes: ContiguousArray<UInt64>, _ table: inout GenerationTable
  ) {
    let words = hashes.count
    let smaller = UInt8(size - 1)
    table.clear(expecting: starts.count)
    table.withSlots { slots in
      var kept = 0
      for index in 0..<starts.count {
        var start = starts[index]
        let last = start.position &+ size &- 1
        guard last < words, repeatedSize[start.position &+ 1] >= smaller else { continue }
        start.hash = StableHash.mix(start.hash ^ StableHash.prime0, hashes[last] ^ StableHash.prime1)
        start.slot = slots.slot(of: start.hash)
        slots.slots[start.slot].count &+= 1
        starts[kept] = start
        kept &+= 1
      }
      var repeating = 0
      for index in 0..<kept where slots.slots[starts[index].slot].count > 1 {
        starts[repeating] = starts[index]
        repeatedSize[starts[index].position] = UInt8(size)
        repeating &+= 1
      }
      starts.removeSubrange(repeating...)
    }
  }

  /// Characters of the most frequent n-gram times its count.
  ///
  /// Of equally frequent ones the first is taken, with the spaces between its words, or, where all
  /// occurrences count, the longest, without them.
  private func top(
    _ size: Int, _ words: Int, _ convention: GopherRepetitionSettings.Duplicates,
    _ slots: GenerationTable.SlotAccess
  ) -> Int {
    guard words >= size else { return 0 }
    let spaces = convention == .repeats ? size - 1 : 0
    // Without a repeat the first n-gram is as frequent as any.
    guard !starts.isEmpty else { return convention == .repeats ? sums[size] + spaces : 0 }
    var bestCount: UInt32 = 0
    var bestLength = 0
    for start in starts {
      let count = slots.slots[start.slot].count
      let length = sums[start.position + size] - sums[start.position] + spaces
      if count > bestCount || (count == bestCount && convention == .occurrences && length > bestLength) {
        bestCount = count
        bestLength = length
      }
    }
    return Int(bestCount) * bestLength
  }

  /// Characters of repeats met in a scan from left to right that jumps over each of them.
  private func scanned(_ size: Int, _ slots: GenerationTable.SlotAccess) -> Int {
    var characters = 0
    var next = 0
    for start in starts where start.position >= next {
      if slots.slots[start.slot].count & Self.met == 0 {
        slots.slots[start.slot].count |= Self.met
      } else {
        characters += sums[start.position + size] - sums[start.position]
        next = start.position + size
      }
    }
    return characters
  }

  /// Characters of all words covered by n-grams that occur more than once.
  private func covered(_ size: Int) -> Int {
    var characters = 0
    var next = 0
    for start in starts {
      let end = start.position + size
      characters += sums[end] - sums[max(start.position, next)]
      next = end
    }
    return characters
  }
}
