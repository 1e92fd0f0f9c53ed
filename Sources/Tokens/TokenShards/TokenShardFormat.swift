internal import Text

// A token shard: token ids of many documents, and for each document where it came from.
// All numbers are little-endian; every section starts at a multiple of 8.
//
//        0  ┌────────────────────────────────────────────┐
//           │ "SLUICETK"                       magic     │ 8 bytes
//        8  │ version  = 1                               │ u32
//       12  │ token width in bytes, 2 or 4               │ u32
//       16  │ flags: bit 0 = has a loss mask             │ u32
//       20  │ bytes per checksummed block, 262144        │ u32
//       24  │ tokenizer fingerprint, high and low half   │ 2 × u64
//       40  │ vocabulary size V                          │ u64
//       48  │ tokens T                                   │ u64
//       56  │ documents D                                │ u64
//       64  │ manifest bytes M                           │ u64
//       72  │ StableHash of the checksum table           │ u64
//       80  │ zero                                       │ 40 bytes
//      120  │ StableHash of bytes 0 ..< 120              │ u64
//      128  ├────────────────────────────────────────────┤
//           │ T token ids, each < V                      │ T × width, zero-padded to 8
//           ├────────────────────────────────────────────┤
//           │ loss mask, where there is one: bit i & 7   │ ⌈T / 8⌉, zero-padded to 8
//           │ of byte i >> 3 = token i counts in the loss│
//           ├────────────────────────────────────────────┤
//           │ document index, 40 bytes each:             │ D × 40
//           │   +0  first token          u64, ascending  │
//           │   +8  source ordinal       u32             │
//           │  +12  epoch, from 0        u32             │
//           │  +16  document id          u64, this run   │
//           │  +24  stable key, high, low 2 × u64        │
//           ├────────────────────────────────────────────┤
//           │ manifest, JSON                             │ M, zero-padded to 8
//           ├────────────────────────────────────────────┤
//           │ checksum table: StableHash of each block   │ u64 each
//           │ of bytes 128 ..< here                      │
//           └────────────────────────────────────────────┘
//
// Example: two documents (7, 8) and (9) of a vocabulary of 300, no mask, manifest "{}": tokens at 128
// (07 00 08 00 09 00 00 00), index at 136, manifest at 216, one checksum at 224, 232 bytes in all.

/// Constants of the native token shard; the layout is drawn at the top of this file.
enum TokenShardFormat {
  static let magic: UInt64 = 0x4B54_4543_4955_4C53  // "SLUICETK" read as a little-endian number
  static let version = 1
  static let headerBytes = 128
  static let indexEntryBytes = 40
  static let blockBytes = 1 << 18
  static let lossMaskFlag: UInt32 = 1

  /// Bytes per token: 2 while every id fits.
  static func width(vocabularySize: Int) -> Int { vocabularySize <= 1 << 16 ? 2 : 4 }

  static func padded(_ bytes: Int) -> Int { (bytes + 7) & ~7 }
}

/// The header of a token shard and, computed from its counts, where each section lies.
struct TokenShardHeader: Equatable {
  var width: Int
  var hasLossMask: Bool
  var fingerprint: Hash128
  var vocabularySize: Int
  var tokens: Int
  var documents: Int
  var manifestBytes: Int
  var checksumTableHash: UInt64

  var maskOffset: Int { TokenShardFormat.headerBytes + TokenShardFormat.padded(tokens * width) }
  var indexOffset: Int {
    maskOffset + (hasLossMask ? TokenShardFormat.padded((tokens + 7) / 8) : 0)
  }
  var manifestOffset: Int { indexOffset + documents * TokenShardFormat.indexEntryBytes }
  var checksumsOffset: Int { manifestOffset + TokenShardFormat.padded(manifestBytes) }
  var blocks: Int {
    let payload = checksumsOffset - TokenShardFormat.headerBytes
    return (payload + TokenShardFormat.blockBytes - 1) / TokenShardFormat.blockBytes
  }
  var fileBytes: Int { checksumsOffset + blocks * 8 }

  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    func add(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    add(TokenShardFormat.magic)
    add(UInt32(TokenShardFormat.version))
    add(UInt32(width))
    add(hasLossMask ? TokenShardFormat.lossMaskFlag : 0)
    add(UInt32(TokenShardFormat.blockBytes))
    add(fingerprint.high)
    add(fingerprint.low)
    for count in [vocabularySize, tokens, documents, manifestBytes] { add(UInt64(count)) }
    add(checksumTableHash)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: 40))
    add(StableHash.hash64(bytes.span))
    return bytes
  }

  /// Reads and checks a header; `file` is the whole mapped file.
  init(_ file: UnsafeRawBufferPointer, path: String) throws(TokenShardError) {
    guard file.count >= TokenShardFormat.headerBytes,
      file.number(at: 0, as: UInt64.self) == TokenShardFormat.magic
    else { throw TokenShardError(.notATokenShard, path: path) }
    let checked = UnsafeBufferPointer(rebasing: file.bindMemory(to: UInt8.self)[..<120])
    guard StableHash.hash64(checked) == file.number(at: 120, as: UInt64.self) else {
      throw TokenShardError(.damaged(part: "header", byteOffset: 0), path: path)
    }
    let version = Int(file.number(at: 8, as: UInt32.self))
    guard version == TokenShardFormat.version else {
      throw TokenShardError(.unsupportedVersion(found: version), path: path)
    }
    width = Int(file.number(at: 12, as: UInt32.self))
    let flags = file.number(at: 16, as: UInt32.self)
    let blockBytes = Int(file.number(at: 20, as: UInt32.self))
    hasLossMask = flags & TokenShardFormat.lossMaskFlag != 0
    fingerprint = Hash128(
      high: file.number(at: 24, as: UInt64.self), low: file.number(at: 32, as: UInt64.self))
    let counts = [40, 48, 56, 64].map { file.number(at: $0, as: UInt64.self) }
    checksumTableHash = file.number(at: 72, as: UInt64.self)
    guard width == 2 || width == 4, flags <= 1, blockBytes == TokenShardFormat.blockBytes,
      counts[0] <= UInt64(UInt32.max), counts[0] <= 1 << 16 || width == 4
    else { throw TokenShardError(.malformed("its header holds impossible values"), path: path) }
    // No section can be larger than the file, which keeps the sums below from overflowing.
    guard counts.dropFirst().allSatisfy({ $0 <= UInt64(file.count) }) else {
      throw TokenShardError(.malformed("its header counts more than the file can hold"), path: path)
    }
    vocabularySize = Int(counts[0])
    tokens = Int(counts[1])
    documents = Int(counts[2])
    manifestBytes = Int(counts[3])
    guard fileBytes == file.count else {
      throw TokenShardError(
        .wrongSize(expectedBytes: fileBytes, foundBytes: file.count), path: path)
    }
  }

  init(
    width: Int, hasLossMask: Bool, fingerprint: Hash128, vocabularySize: Int, tokens: Int,
    documents: Int, manifestBytes: Int, checksumTableHash: UInt64
  ) {
    self.width = width
    self.hasLossMask = hasLossMask
    self.fingerprint = fingerprint
    self.vocabularySize = vocabularySize
    self.tokens = tokens
    self.documents = documents
    self.manifestBytes = manifestBytes
    self.checksumTableHash = checksumTableHash
  }
}
