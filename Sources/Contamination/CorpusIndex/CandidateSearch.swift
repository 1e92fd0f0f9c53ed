import Text

/// Finds the documents of an index that may share runs of words.
///
/// A document that shares n words in a row has a shingle in every window of the index inside them. Of each
/// part of a run that is n words long the window with the shortest lists names the documents; such a
/// document is a candidate when the shingles it shares with the run lie so near each other that n words
/// without a gap have room there. For n of at least `guaranteedWords` no document is missed; a shorter run
/// is found where a shingle of it happens to be kept. The scan of the documents leaves out what is found
/// too much.
///
/// The lists of common shingles, beyond `checkedBytes`, are not read: such a shingle counts as standing in
/// every document, unless nothing rarer names a document.
///
/// Memory, for `lotShingles` shingles at a time: 4 bytes for each document in the lists that are read, of
/// which those that only check take at most `checkedBytes` bytes in the index (a byte or more a document).
struct CandidateSearch {
  /// Shingles that are looked up together.
  static let lotShingles = 1 << 16

  private let index: CorpusIndex
  private let checkedBytes: Int
  private let settings: CorpusIndexSettings
  private let keyMask: UInt64
  private var hashes: ContiguousArray<UInt64> = []
  private var lot: ContiguousArray<ShingledRun> = []
  private var lotCount = 0
  private var keys: ContiguousArray<UInt64> = []
  /// For each key of the lot, whether its documents are candidates to be checked.
  private var isNaming: ContiguousArray<Bool> = []
  /// The documents of each key, ascending; nil where they are not read.
  private var lists: ContiguousArray<ContiguousArray<UInt32>?> = []
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
  ///   - checkedBytes: bytes of lists that are read only to check documents, the shortest first.
  init(_ index: CorpusIndex, checkedBytes: Int) {
    self.index = index
    self.checkedBytes = checkedBytes
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
        lot[run].keys[shingle] = UInt64(keys.position(of: lot[run].keys[shingle]))
      }
    }
    let bytes = try index.postings.listBytes(of: keys)
    isNaming = ContiguousArray(repeating: false, count: keys.count)
    for run in lot { chooseNaming(for: run, bytes) }
    try readLists(bytes)
    for run in lot { search(run) }
    found = sortedOnce(found)
    lot.removeAll(keepingCapacity: true)
    lotCount = 0
  }

  /// Sees to it that in every part of a run that matters a window names documents, the one with the
  /// shortest lists.
  private mutating func chooseNaming(for run: ShingledRun, _ bytes: [Int]) {
    let length = min(run.length, run.keys.count)
    let window = min(settings.window, length)
    let costs = run.keys.indices.dropLast(window - 1).map { first in
      run.keys[first..<first + window].reduce(0) { $0 + bytes[Int($1)] }
    }
    var chosen = -1
    for start in 0...run.keys.count - length where chosen < start {
      chosen = (start...start + length - window).min { costs[$0] < costs[$1] } ?? start
      for shingle in run.keys[chosen..<chosen + window] { isNaming[Int(shingle)] = true }
    }
  }

  /// Reads the lists that name documents, and of the others the shortest.
  private mutating func readLists(_ bytes: [Int]) throws {
    lists = ContiguousArray(repeating: nil, count: keys.count)
    var room = checkedBytes
    for key in keys.indices.sorted(by: { (bytes[$0], $0) < (bytes[$1], $1) }) {
      if !isNaming[key] {
        room -= bytes[key]
        if room < 0 { continue }
      }
      lists[key] = []
    }
    let wanted = keys.indices.filter { lists[$0] != nil && bytes[$0] > 0 }
    try index.postings.forEachList(of: ContiguousArray(wanted.map { keys[$0] })) {
      lists[wanted[$0]]? += $1
    }
  }

  /// Adds the documents in which shingles of a run lie near each other.
  private mutating func search(_ run: ShingledRun) {
    for (position, key) in run.keys.enumerated() where isNaming[Int(key)] {
      for document in lists[Int(key)] ?? []
      where room(around: position, of: run, in: document) >= run.length {
        found.append(document)
      }
    }
  }

  /// Shingles in a row that a document may share which has the one at a position, as far as that matters:
  /// on to the first window without any.
  private func room(around position: Int, of run: ShingledRun, in document: UInt32) -> Int {
    func reach(_ step: Int) -> Int {
      var last = position
      var next = position + step
      while run.keys.indices.contains(next), abs(next - last) <= settings.window,
        abs(last - position) < run.length
      {
        if has(document, run.keys[next]) { last = next }
        next += step
      }
      return last
    }
    let first = max(0, reach(-1) - settings.window + 1)
    let last = min(run.keys.count - 1, reach(1) + settings.window - 1)
    return last - first + 1
  }

  /// Whether a document may have a shingle.
  private func has(_ document: UInt32, _ key: UInt64) -> Bool {
    guard let list = lists[Int(key)] else { return true }
    let position = list.position(of: document)
    return position < list.count && list[position] == document
  }
}

extension ContiguousArray where Element: Comparable {
  /// The position of the first element of an ascending array that is not below a value.
  fileprivate func position(of value: Element) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
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
