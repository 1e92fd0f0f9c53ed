import Pipelines

/// Turns the shingles of a document into the bytes of its `ShingleSketch`; storage is kept between
/// documents.
package struct SketchBuilder {
  private var sorted: ContiguousArray<UInt32> = []
  private var bucketEnds: ContiguousArray<UInt32> = []
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Replaces `bytes` by the sketch of a document.
  ///
  /// - Parameters:
  ///   - shingles: hashes in any order, repeats allowed.
  ///   - textBytes: length of the text.
  ///   - sketchSize: hashes kept at most.
  ///   - ranks: of the survivor order, eight bytes each; none when they follow from the length.
  package mutating func build(
    _ shingles: ContiguousArray<UInt64>, textBytes: Int, sketchSize: Int, ranks: [UInt8] = []
  ) {
    sortByBuckets(shingles)
    let distinct = dropRepeats()
    let kept = min(distinct, sketchSize)
    for index in 0..<kept { sorted[index] = sorted[index].littleEndian }
    bytes.removeAll(keepingCapacity: true)
    bytes.appendInteger(UInt64(textBytes))
    bytes.appendInteger(UInt64(distinct) | UInt64(ranks.count / 8) << 56)
    sorted.withUnsafeBytes { bytes.append(contentsOf: $0[..<(4 * kept)]) }
    bytes.append(contentsOf: ranks)
  }

  /// Fills `sorted` with the upper halves of hashes, ascending.
  ///
  /// Hashes are uniform, so one bucket per value and an insertion sort over the whole take linear time,
  /// several times less than a comparison sort; a text built to break that falls back to one.
  private mutating func sortByBuckets(_ shingles: ContiguousArray<UInt64>) {
    let count = shingles.count
    sorted.removeAll(keepingCapacity: true)
    sorted.append(contentsOf: repeatElement(0, count: count))
    bucketEnds.removeAll(keepingCapacity: true)
    bucketEnds.append(contentsOf: repeatElement(0, count: count + 1))
    let isSorted = shingles.withUnsafeBufferPointer { shingles in
      sorted.withUnsafeMutableBufferPointer { sorted in
        bucketEnds.withUnsafeMutableBufferPointer { ends in
          Self.scatter(shingles, into: sorted, bucketEnds: ends)
          return Self.insertionSort(sorted, maximumMoves: 16 &* count)
        }
      }
    }
    if !isSorted { sorted.sort() }
  }

  /// Puts the upper halves of hashes into buckets by value; there are fewer than 2^32 of them.
  private static func scatter(
    _ hashes: UnsafeBufferPointer<UInt64>, into sorted: UnsafeMutableBufferPointer<UInt32>,
    bucketEnds ends: UnsafeMutableBufferPointer<UInt32>
  ) {
    let buckets = UInt64(truncatingIfNeeded: hashes.count)
    func bucket(_ hash: UInt64) -> Int {
      Int(truncatingIfNeeded: ((hash >> 32) &* buckets) >> 32)
    }
    for hash in hashes { ends[bucket(hash) &+ 1] &+= 1 }
    for index in 1..<ends.count { ends[index] &+= ends[index &- 1] }
    for hash in hashes {
      let bucket = bucket(hash)
      sorted[Int(truncatingIfNeeded: ends[bucket])] = UInt32(truncatingIfNeeded: hash >> 32)
      ends[bucket] &+= 1
    }
  }

  /// Sorts nearly sorted values; false, with the values in some order, after too many moves.
  private static func insertionSort(
    _ values: UnsafeMutableBufferPointer<UInt32>, maximumMoves: Int
  ) -> Bool {
    var moves = 0
    var index = 1
    while index < values.count {
      let value = values[index]
      var hole = index
      while hole > 0, values[hole &- 1] > value {
        values[hole] = values[hole &- 1]
        hole &-= 1
      }
      values[hole] = value
      moves &+= index &- hole
      if moves > maximumMoves { return false }
      index &+= 1
    }
    return true
  }

  /// Moves the distinct values of `sorted` to its front and says how many there are.
  private mutating func dropRepeats() -> Int {
    sorted.withUnsafeMutableBufferPointer { values in
      var distinct = 0
      for index in values.indices where index == 0 || values[index] != values[distinct &- 1] {
        values[distinct] = values[index]
        distinct &+= 1
      }
      return distinct
    }
  }
}
