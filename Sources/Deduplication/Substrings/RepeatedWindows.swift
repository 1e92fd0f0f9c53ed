import Glibc
import Pipelines
import Text

/// Finds, fingerprint after fingerprint, the windows that stood earlier in the corpus.
///
/// Windows that are equal chose the same fingerprint at the same place in them, so they meet here. They
/// are grouped by that place and the hash of all their words; then the words' own hashes are compared
/// with those of the first window of the group, and every later one that agrees is a repeat.
///
/// Time is linear in the windows, up to sorting, however often a text repeats. Memory: 64 bytes and a
/// bit per fingerprint of a window for each run of the most frequent fingerprint, and 24 MB.
struct RepeatedWindows {
  /// One run of windows around the current fingerprint.
  private struct Member {
    var document: DocumentID
    var record: FingerprintRecord
  }

  /// One window of a member.
  private struct Window {
    var hash: UInt64
    /// Place of the fingerprint in the window.
    var place: Int32
    /// Number of the window in its run.
    var number: Int32
    var member: Int
  }

  /// Windows held at a time, unless one place of the fingerprint alone has more.
  private static let windowsHeld = 1 << 20

  private var table: WordHashTable
  private let settings: SubstringSettings
  private var key: UInt64 = 0
  private var members: ContiguousArray<Member> = []
  private var windows: ContiguousArray<Window> = []
  /// Bit by bit, for each member's windows, whether they are repeats.
  private var repeats: ContiguousArray<UInt64> = []
  /// For each member the smallest document that had one of its windows first.
  private var originals: ContiguousArray<DocumentID> = []
  private var words: ContiguousArray<UInt64> = []
  private var hashes: ContiguousArray<UInt64> = []
  /// Counts fingerprints that occur more than once, and repeated windows.
  private(set) var tally = Tally()

  init(_ table: WordHashTable, settings: SubstringSettings) {
    self.table = table
    self.settings = settings
  }

  /// Adds the next run, in (key, document, place) order.
  mutating func add(
    _ record: FingerprintRecord, key: UInt64, in document: DocumentID, to decisions: SidecarWriter
  ) throws {
    if key != self.key { try finish(to: decisions) }
    self.key = key
    members.append(Member(document: document, record: record))
  }

  /// Decides about the current fingerprint.
  mutating func finish(to decisions: SidecarWriter) throws {
    defer { members.removeAll(keepingCapacity: true) }
    guard members.count > 1 else { return }
    tally.add("sharedFingerprints")
    let width = settings.fingerprintsPerWindow
    repeats.removeAll(keepingCapacity: true)
    repeats.append(contentsOf: repeatElement(0, count: (members.count * width + 63) / 64))
    originals.removeAll(keepingCapacity: true)
    originals.append(
      contentsOf: repeatElement(DocumentID(rawValue: .max), count: members.count))
    let step = max(1, Self.windowsHeld / members.count)
    for place in stride(from: 0, to: width, by: step) {
      try collect(places: place..<min(place + step, width))
      try markRepeats()
    }
    for index in members.indices { try write(index, to: decisions) }
  }

  /// Hashes the windows of all members that have the fingerprint at some places.
  private mutating func collect(places: Range<Int>) throws {
    windows.removeAll(keepingCapacity: true)
    for index in members.indices {
      let record = members[index].record
      let first = max(0, record.lead + 1 - places.upperBound)
      let end = min(record.count, record.lead + 1 - places.lowerBound)
      guard first < end else { continue }
      let start = record.firstWindow + first
      try table.read(
        start..<record.firstWindow + end - 1 + settings.minimumWords,
        of: members[index].document, into: &words)
      hashes.removeAll(keepingCapacity: true)
      Shingles.append(ofWords: settings.minimumWords, words: words, into: &hashes)
      for (offset, hash) in hashes.enumerated() {
        let number = first + offset
        windows.append(
          Window(
            hash: hash, place: Int32(record.lead - number), number: Int32(number), member: index))
      }
    }
    windows.sort {
      ($0.hash, $0.place, $0.member) < ($1.hash, $1.place, $1.member)
    }
  }

  /// Marks every window that has an equal one before it.
  private mutating func markRepeats() throws {
    var start = 0
    while start < windows.count {
      let original = windows[start]
      var end = start + 1
      while end < windows.count, windows[end].hash == original.hash,
        windows[end].place == original.place
      {
        end += 1
      }
      if end - start > 1 { try compare(start + 1..<end, with: original) }
      start = end
    }
  }

  private mutating func compare(_ group: Range<Int>, with original: Window) throws {
    // Every member was read, and so checked, when its windows were hashed.
    let table = table
    let document = members[original.member].document
    try table.withHashes(of: document, range(of: original)) { expected in
      for index in group {
        let window = windows[index]
        let isEqual = try table.withHashes(
          of: members[window.member].document, range(of: window)
        ) { found in
          guard let left = expected.baseAddress, let right = found.baseAddress else { return false }
          return memcmp(left, right, expected.count) == 0
        }
        guard isEqual else { continue }
        let bit = window.member * settings.fingerprintsPerWindow + Int(window.number)
        repeats[bit / 64] |= 1 << UInt64(bit % 64)
        originals[window.member] = min(originals[window.member], document)
        tally.add("repeatedWindows")
      }
    }
  }

  private func range(of window: Window) -> Range<Int> {
    let start = members[window.member].record.firstWindow + Int(window.number)
    return start..<start + settings.minimumWords
  }

  /// Writes the words under the repeated windows of a member, overlapping ones as one range.
  private func write(_ index: Int, to decisions: SidecarWriter) throws {
    let record = members[index].record
    var range: Range<Int>?
    for number in 0..<record.count {
      let bit = index * settings.fingerprintsPerWindow + number
      guard repeats[bit / 64] >> UInt64(bit % 64) & 1 == 1 else { continue }
      let start = record.firstWindow + number
      // A run is no longer than a window, so its windows always touch.
      range = (range?.lowerBound ?? start)..<start + settings.minimumWords
    }
    guard let range else { return }
    try SubstringDecision(words: range, original: originals[index])
      .write(about: members[index].document.rawValue, to: decisions)
  }
}
