/// A stretch of a document around a hit, and what it has of the questions that have the hit.
struct DeconCluster {
  /// What the stretch has of one question.
  struct Candidate {
    /// Position of the item in the index.
    let item: Int32
    /// Numbers of the n-grams found.
    var nGrams: Set<UInt32>
    /// First and last n-gram in the document, by its first unit.
    var first: Int
    var last: Int
    fileprivate var misses = 0
    fileprivate var isActive = true
  }

  private(set) var candidates: [Candidate]
  /// The last n-gram that was looked at.
  private(set) var end: Int

  /// Grows a cluster both ways from a hit.
  ///
  /// - Parameters:
  ///   - start: first unit of the n-gram that was hit.
  ///   - number: its number in the index.
  ///   - index: the questions' n-grams and their owners.
  ///   - nGrams: how many n-grams the document has.
  ///   - maximumMisses: after so many on end an item leaves.
  ///   - lookUp: the number of the n-gram at a unit, nil for one of no question.
  init(
    at start: Int, number: UInt32, in index: DeconIndex, nGrams: Int, maximumMisses: Int,
    lookUp: (Int) -> UInt32?
  ) {
    candidates = index.owners[Int(number)].map {
      Candidate(item: $0, nGrams: [number], first: start, last: start)
    }
    end = start
    for step in [-1, 1] {
      var active = candidates.count
      for position in candidates.indices {
        candidates[position].misses = 0
        candidates[position].isActive = true
      }
      var place = start + step
      while active > 0, place >= 0, place < nGrams {
        let found = lookUp(place)
        for position in candidates.indices where candidates[position].isActive {
          if let found, index.has(candidates[position].item, found) {
            candidates[position].add(found, at: place)
          } else {
            candidates[position].misses += 1
            if candidates[position].misses >= maximumMisses {
              candidates[position].isActive = false
              active -= 1
            }
          }
        }
        end = max(end, place)
        place += step
      }
    }
  }
}

extension DeconCluster.Candidate {
  /// Takes in an n-gram; one that was there already does not make up for misses.
  fileprivate mutating func add(_ nGram: UInt32, at place: Int) {
    if nGrams.insert(nGram).inserted { misses = 0 }
    first = min(first, place)
    last = max(last, place)
  }
}
