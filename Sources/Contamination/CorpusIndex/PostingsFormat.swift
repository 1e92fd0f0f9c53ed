// Postings: of every key the documents that have it, in blocks that are checked as they are read.
//
//   offset  size  content (all integers little-endian)
//   0       4     magic "SLCP"
//   4       4     version, 1
//   8       …     blocks of about 4 KiB of whole entries, by key:
//                 distance to the key before (the block's first: to the one in the index) times two, plus
//                 one where there are several documents (LEB128), then
//                 one document: its number (LEB128)
//                 several: bytes that follow (LEB128), the first number and the distances from number to
//                 number, ascending (LEB128)
//   …       24 n  index: of every block its first key, its byte offset and the checksum64 (StableHash) of
//                 its bytes, u64 each
//   -56     8     bits of a key
//   -48     8     number of postings (pairs of key and document)
//   -40     8     byte offset of the index
//   -32     8     number of index entries
//   -24     16    128-bit hash of the index and of the four numbers: high u64, low u64
//   -8      4     version again
//   -4      4     magic "PCLS"
//
// A key with more documents than fit in a block has several entries in a row, of distance 0. Keys are the
// leading bits of a shingle's hash, as a number.
//
// Example: key 5 (of 40 bits) in document 3: 8 + 2 + 24 + 56 = 90 bytes.

/// Constants of the postings format.
enum PostingsFormat {
  static let magic: UInt32 = 0x5043_4C53
  static let endMagic: UInt32 = 0x534C_4350
  static let version: UInt32 = 1
  static let headerBytes = 8
  static let indexEntryBytes = 24
  static let footerBytes = 56
  static let blockBytes = 1 << 12
  /// Documents of one entry at most, so that it takes little more than a block.
  static let entryDocuments = 4096
}
