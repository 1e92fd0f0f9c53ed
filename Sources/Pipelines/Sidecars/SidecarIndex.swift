import Text

/// The blocks of a sidecar file: where each begins, with which key, and whether it is whole.
struct SidecarIndex {
  private let file: MappedFile
  /// Offset of the index, where the last block ends.
  private let start: Int
  /// Number of blocks.
  let count: Int

  /// Finds and checks the index of a file.
  init(of file: MappedFile) throws {
    let footer = file.bytes.count - SidecarFormat.footerBytes
    guard footer >= SidecarFormat.headerBytes,
      file.integer(at: 0, as: UInt32.self) == SidecarFormat.magic,
      file.integer(at: footer + 44, as: UInt32.self) == SidecarFormat.endMagic
    else {
      throw SidecarError(
        path: file.path, found: "\(file.bytes.count) bytes without the marks of a finished sidecar",
        expected: "a sidecar that begins with SLSC and ends with CSLS")
    }
    for offset in [4, footer + 40] {
      let version = file.integer(at: offset, as: UInt32.self)
      guard version == SidecarFormat.version else {
        throw SidecarError(
          path: file.path, found: "version \(version)",
          expected: "version \(SidecarFormat.version)")
      }
    }
    let indexOffset = file.integer(at: footer + 8, as: UInt64.self)
    let entries = file.integer(at: footer + 16, as: UInt64.self)
    let entryBytes = UInt64(SidecarFormat.indexEntryBytes)
    guard indexOffset >= UInt64(SidecarFormat.headerBytes), indexOffset <= UInt64(footer),
      entries == (UInt64(footer) - indexOffset) / entryBytes,
      (UInt64(footer) - indexOffset) % entryBytes == 0
    else {
      throw SidecarError(
        path: file.path, found: "an index of \(entries) entries at byte \(indexOffset)",
        expected: "an index that fills the space before the footer")
    }
    start = Int(indexOffset)
    count = Int(entries)
    self.file = file
    try check(
      StableHash.hash128(file.bytes[start..<footer + 24]),
      Hash128(high: file.integer(at: footer + 24), low: file.integer(at: footer + 32)),
      of: "the index")
  }

  /// The last block whose first key is below a key: the first that may hold it.
  func firstBlock(for key: UInt64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if word(0, of: middle) < key { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Where a block begins; behind the last one, where the blocks end.
  func offset(of block: Int) -> Int { block < count ? Int(clamping: word(1, of: block)) : start }

  /// The bytes of a block, checked.
  func range(of block: Int) throws -> Range<Int> {
    let (lower, upper) = (offset(of: block), offset(of: block + 1))
    guard lower >= SidecarFormat.headerBytes, lower < upper, upper <= start else {
      throw SidecarError(
        path: file.path, found: "a block from byte \(lower) to \(upper)",
        expected: "blocks one after another before byte \(start)")
    }
    let bytes = file.bytes[lower..<upper]
    try check(
      StableHash.checksum64(
        UnsafeRawBufferPointer(rebasing: bytes).assumingMemoryBound(to: UInt8.self)),
      word(2, of: block), of: "the block at byte \(lower)")
    return lower..<upper
  }

  private func word(_ field: Int, of block: Int) -> UInt64 {
    file.integer(at: start + SidecarFormat.indexEntryBytes * block + 8 * field)
  }

  private func check<Hash: Equatable>(_ computed: Hash, _ stored: Hash, of part: String) throws {
    guard computed != stored else { return }
    throw SidecarError(
      path: file.path, found: "checksum \(stored) of \(part)",
      expected: "\(computed) for these bytes")
  }
}

extension StableHash {
  fileprivate static func hash128(_ bytes: Slice<UnsafeRawBufferPointer>) -> Hash128 {
    hash128(UnsafeRawBufferPointer(rebasing: bytes).assumingMemoryBound(to: UInt8.self))
  }
}
