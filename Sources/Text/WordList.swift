/// The words of one text: where they stand and 64-bit hashes of their normalised bytes.
///
/// Fill it again and again: storage is kept, nothing is allocated per word.
public struct WordList: Sendable {
  /// Byte offset of each word's first byte.
  public private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each word's last byte; what normalisation deletes is inside the range.
  public private(set) var ends: ContiguousArray<Int32> = []
  /// `WordHash` of each word's normalised bytes.
  public private(set) var hashes: ContiguousArray<UInt64> = []
  /// Normalised bytes of a word that cannot be hashed where it stands.
  private var folded: ContiguousArray<UInt8> = []

  public init() {}

  /// The number of words.
  public var count: Int { hashes.count }

  /// Replaces the list by the words of a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8; words after the first 2^31 - 1 bytes are not seen, far above any record limit.
  ///   - definition: what counts as a word.
  public mutating func fill(from text: Span<UInt8>, definition: WordDefinition) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      let end = min(buffer.count, Int(Int32.max))
      switch definition {
      case .whitespace: fillPieces(bytes, end) { $0.append($1, from: $2, to: $3, limit: end) }
      case .gpt3: fillPieces(bytes, end) { $0.appendStripped($1, from: $2, to: $3, limit: end) }
      case .separated: fillPieces(bytes, end) { $0.appendSeparated($1, from: $2, to: $3, limit: end) }
      case .alphanumeric: fillRuns(bytes, end)
      }
    }
  }

  /// Calls `add` with each piece between white space.
  @inline(__always)
  private mutating func fillPieces(
    _ bytes: UnsafePointer<UInt8>, _ end: Int,
    _ add: (inout WordList, UnsafePointer<UInt8>, Int, Int) -> Void
  ) {
    let classes = ScalarTables.shared.classes
    var offset = 0
    var start = -1
    while offset < end {
      let byte = bytes[offset]
      var length = 1
      var isSpace = classes[Int(byte)] & ScalarClass.whitespace.rawValue != 0
      // White space outside ASCII starts with one of four bytes; other scalars need no decoding.
      if byte >= 0x80 {
        isSpace = false
        if byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 {
          let scalar = DecodedScalar(at: offset, of: bytes, end: end)
          length = scalar.length
          isSpace = classes[Int(scalar.value)] & ScalarClass.whitespace.rawValue != 0
        }
      }
      if isSpace {
        if start >= 0 {
          add(&self, bytes, start, offset)
          start = -1
        }
      } else if start < 0 {
        start = offset
      }
      offset &+= length
    }
    if start >= 0 { add(&self, bytes, start, end) }
  }

  /// Adds the runs of letters, marks and numbers.
  private mutating func fillRuns(_ bytes: UnsafePointer<UInt8>, _ end: Int) {
    let classes = ScalarTables.shared.classes
    let wanted = ScalarClass.alphanumeric.rawValue
    var offset = 0
    var start = -1
    var isASCII = true
    while offset < end {
      let byte = bytes[offset]
      var length = 1
      var isWord = classes[Int(byte)] & wanted != 0
      if byte >= 0x80 {
        let scalar = DecodedScalar(at: offset, of: bytes, end: end)
        length = scalar.length
        isWord = classes[Int(scalar.value)] & wanted != 0
      }
      if isWord {
        if start < 0 {
          start = offset
          isASCII = true
        }
        if byte >= 0x80 { isASCII = false }
      } else if start >= 0 {
        appendRun(bytes, from: start, to: offset, limit: end, isASCII: isASCII)
        start = -1
      }
      offset &+= length
    }
    if start >= 0 { appendRun(bytes, from: start, to: end, limit: end, isASCII: isASCII) }
  }

  @inline(__always)
  private mutating func append(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, limit: Int
  ) {
    add(start, end, WordHash.hash(bytes, from: start, to: end, limit: limit, setting: 0))
  }

  @inline(__always)
  private mutating func appendRun(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, limit: Int, isASCII: Bool
  ) {
    if isASCII {
      // In a byte of a run of ASCII letters and digits, bit 5 is the case bit and set in every digit.
      let caseBits: UInt64 = 0x2020_2020_2020_2020
      add(start, end, WordHash.hash(bytes, from: start, to: end, limit: limit, setting: caseBits))
    } else {
      fold(bytes, from: start, to: end, deletesPunctuation: false)
      addFolded(start, end)
    }
  }

  /// Adds a piece for `.gpt3`, unless nothing is left of it.
  @inline(__always)
  private mutating func appendStripped(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, limit: Int
  ) {
    var offset = start
    while offset < end, bytes[offset] &- 0x61 < 26 || bytes[offset] &- 0x30 < 10 { offset &+= 1 }
    if offset == end {
      append(bytes, from: start, to: end, limit: limit)
      return
    }
    fold(bytes, from: start, to: end, deletesPunctuation: true)
    if !folded.isEmpty { addFolded(start, end) }
  }

  /// Adds a piece for `.separated`: leading marks, the middle, trailing marks.
  private mutating func appendSeparated(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, limit: Int
  ) {
    let classes = ScalarTables.shared.classes
    let nonWord = ScalarClass.nonWord.rawValue
    var middle = start
    while middle < end {
      let scalar = DecodedScalar(at: middle, of: bytes, end: end)
      guard classes[Int(scalar.value)] & nonWord != 0 else { break }
      append(bytes, from: middle, to: middle + scalar.length, limit: limit)
      middle += scalar.length
    }
    guard middle < end else { return }
    var tail = end
    while tail > middle {
      var previous = tail - 1
      while previous > middle, bytes[previous] & 0xC0 == 0x80 { previous -= 1 }
      let scalar = DecodedScalar(at: previous, of: bytes, end: tail)
      guard classes[Int(scalar.value)] & nonWord != 0 else { break }
      tail = previous
    }
    append(bytes, from: middle, to: tail, limit: limit)
    while tail < end {
      let length = min(DecodedScalar(at: tail, of: bytes, end: end).length, end - tail)
      append(bytes, from: tail, to: tail + length, limit: limit)
      tail += length
    }
  }

  /// Puts the lowercased bytes of a piece into `folded`.
  private mutating func fold(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, deletesPunctuation: Bool
  ) {
    folded.removeAll(keepingCapacity: true)
    let tables = ScalarTables.shared
    let classes = tables.classes
    var offset = start
    while offset < end {
      let byte = bytes[offset]
      if byte < 0x80 {
        // In ASCII, Python's `string.punctuation` is exactly the categories P and S.
        let isMark = classes[Int(byte)] & ScalarClass.nonWord.rawValue != 0
        if !(deletesPunctuation && isMark) { folded.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
        offset &+= 1
        continue
      }
      let scalar = DecodedScalar(at: offset, of: bytes, end: end)
      let isMark = classes[Int(scalar.value)] & ScalarClass.punctuation.rawValue != 0
      if !(deletesPunctuation && isMark) {
        DecodedScalar.append(tables.lowercased(scalar.value), to: &folded)
      }
      offset &+= scalar.length
    }
  }

  private mutating func addFolded(_ start: Int, _ end: Int) {
    let hash = WordHash.hash(folded)
    add(start, end, hash)
  }

  @inline(__always)
  private mutating func add(_ start: Int, _ end: Int, _ hash: UInt64) {
    starts.append(Int32(truncatingIfNeeded: start))
    ends.append(Int32(truncatingIfNeeded: end))
    hashes.append(hash)
  }
}
