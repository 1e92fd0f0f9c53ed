import Text

/// Finds the documents of an index that may share runs of words.
///
/// A document that shares n words in a row has a shingle in every window of the index inside them: so a
/// document is a candidate when the shingles it shares with a run lie so near each other that n words
/// without a gap have room there. For n of at least `guaranteedWords` no document is missed; a shorter run
/// is found where a shingle of it happens to be kept. The scan of the documents leaves out what is found
/// too much.
///
/// Lists of common shingles are not read where a run has rarer ones: such a shingle counts as standing in
/// every document.
///
/// Memory: the lists that are read for `lotShingles` shingles, of less than `commonBytes` bytes each unless
/// all shingles of a part are common, and 8 bytes for each document in a list of one run.
struct CandidateSearch {
  /// Shingles that are looked up together.
  static let lotShingles = 1 << 16

  private let index: CorpusIndex
  private let commonBytes: Int
  private let settings: CorpusIndexSettings
  private let keyMask: UInt64
  private var hashes: ContiguousArray<UInt64> = []
  private var lot: ContiguousArray<ShingledRun> = []
  private var lotCount = 0
  private var keys: ContiguousArray<UInt64> = []
  /// For each key of the lot, whether its list is read, and the list.
  private var isRead: ContiguousArray<Bool> = []
  private var lists: ContiguousArray<ContiguousArray<UInt32>> = []
  /// The numbers of candidates, ascending up to the last lot.
  private var found: ContiguousArray<UInt32> = []

  /// The shingles of one run.
  private struct ShingledRun {
    /// Keys of the shingles; positions in the lot's keys once these are known.
    var keys: ContiguousArray<UInt64>
    /// Shingles in the shortest part that matters.
    var length: Int
  }

  /// - Parameters:
  ///   - index: what is asked.
  ///   - commonBytes: length of a list from which on it is read only when nothing else will do.
  init(_ index: CorpusIndex, commonBytes: Int) {
    self.index = index
    self.commonBytes = commonBytes
    settings = index.manifest.settings
    keyMask = DocumentShingles.mask(index.manifest.keyBits)
  }

  /// The numbers of the documents that may hold one of the runs, ascending.
  ///
  /// - Throws: `CorpusIndexError`.
  mutating func candidates(for runs: some Sequence<SharedRun>) throws -> ContiguousArray<UInt32> {
    for run in runs where run.words.count >= run.count {
      run.words.withUnsafeBufferPointer {
        ShingleHashes.fill(&hashes, from: $0, length: settings.shingleWords)
      }
      guard !hashes.isEmpty else { continue }
      let length = max(1, run.count - settings.shingleWords + 1)
      lot.append(ShingledRun(keys: ContiguousArray(hashes.map { $0 & keyMask }), length: length))
      lotCount += hashes.count
      if lotCount >= Self.lotShingles { try endLot() }
    }
    try endLot()
    return found
  }

  private mutating func endLot() throws {
    keys = sortedOnce(lot.lazy.flatMap(\.keys))
    for run in lot.indices {
      for shingle in lot[run].keys.indices {
        lot[run].keys[shingle] = UInt64(position(of: lot[run].keys[shingle]))
      }
    }
    let bytes = try index.postings.listBytes(of: keys)
    isRead = ContiguousArray(bytes.map { $0 < commonBytes })
    for run in lot { readWindows(of: run, bytes) }
    lists = ContiguousArray(repeating: [], count: keys.count)
    let wanted = keys.indices.filter { isRead[$0] && bytes[$0] > 0 }
    try index.postings.forEachList(of: ContiguousArray(wanted.map { keys[$0] })) {
      lists[wanted[$0]] += $1
    }
    for run in lot { search(run) }
    found = sortedOnce(found)
    lot.removeAll(keepingCapacity: true)
    lotCount = 0
  }

  private func position(of key: UInt64) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Sees to it that a window is read in every part of a run that matters: the one with the shortest
  /// lists where all have a common shingle.
  private mutating func readWindows(of run: ShingledRun, _ bytes: [Int]) {
    let length = min(run.length, run.keys.count)
    let window = min(settings.window, length)
    // How many shingles up to each, in a row, are read.
    var readBefore = 0
    var lastWindow = -1
    for end in run.keys.indices {
      readBefore = isRead[Int(run.keys[end])] ? readBefore + 1 : 0
      if readBefore >= window { lastWindow = end - window + 1 }
      let start = end - length + 1
      guard start >= 0, lastWindow < start else { continue }
      let cost = { (first: Int) in
        run.keys[first..<first + window].reduce(0) { $0 + bytes[Int($1)] }
      }
      let best = (start...end - window + 1).min { cost($0) < cost($1) } ?? start
      for shingle in run.keys[best..<best + window] { isRead[Int(shingle)] = true }
      lastWindow = best
    }
  }

  /// Adds the documents in which shingles of a run lie near each other.
  private mutating func search(_ run: ShingledRun) {
    var places: ContiguousArray<UInt64> = []
    for (position, key) in run.keys.enumerated() {
      for document in lists[Int(key)] { places.append(UInt64(document) << 32 | UInt64(position)) }
    }
    guard !places.isEmpty else { return }
    places.sort()
    let reach = RunReach(isCommon: run.keys.map { !isRead[Int($0)] }, window: settings.window)
    var start = 0
    while start < places.count {
      let document = places[start] >> 32
      var end = start
      while end + 1 < places.count, places[end + 1] >> 32 == document,
        reach.connects(Int(places[end] & 0xFFFF_FFFF), Int(places[end + 1] & 0xFFFF_FFFF))
      {
        end += 1
      }
      let first = Int(places[start] & 0xFFFF_FFFF)
      let last = Int(places[end] & 0xFFFF_FFFF)
      if reach.room(from: first, to: last) >= run.length {
        found.append(UInt32(truncatingIfNeeded: document))
      }
      start = end + 1
    }
  }
}

/// How far from a shingle that a document has, the document may share words without a gap.
struct RunReach {
  private let window: Int
  /// The first and the last shingle that can be reached over common ones, each within a window of the
  /// next.
  private var first: ContiguousArray<Int>
  private var last: ContiguousArray<Int>

  /// - Parameters:
  ///   - isCommon: whether each shingle of the run counts as standing in every document.
  ///   - window: shingles in a row of which a document has one.
  init(isCommon: [Bool], window: Int) {
    self.window = window
    first = ContiguousArray(isCommon.indices)
    last = first
    for position in isCommon.indices {
      for near in max(0, position - window)..<position where isCommon[near] {
        first[position] = min(first[position], first[near])
      }
    }
    for position in isCommon.indices.reversed() {
      for near in isCommon.indices[position...].dropFirst().prefix(window) where isCommon[near] {
        last[position] = max(last[position], last[near])
      }
    }
  }

  /// Whether no window without a shingle lies between two shingles of a document, the first before the
  /// second.
  func connects(_ left: Int, _ right: Int) -> Bool { right - last[left] <= window }

  /// Shingles that the document may share in a row, when it has these two, connected.
  func room(from start: Int, to end: Int) -> Int {
    let before = max(0, first[start] - window + 1)
    let behind = min(last.count - 1, last[end] + window - 1)
    return behind - before + 1
  }
}

/// The values in order, each once.
private func sortedOnce<Value: Comparable>(_ values: some Sequence<Value>) -> ContiguousArray<Value>
{
  var sorted = ContiguousArray(values)
  sorted.sort()
  var kept = 0
  for value in sorted where kept == 0 || sorted[kept - 1] != value {
    sorted[kept] = value
    kept += 1
  }
  sorted.removeLast(sorted.count - kept)
  return sorted
}
