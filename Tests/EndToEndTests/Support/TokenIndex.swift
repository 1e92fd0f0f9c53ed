import TestSupport

/// The document index of a token shard, read without the library that wrote it.
///
/// The layout is drawn in `Sources/Tokens/TokenShards/TokenShardFormat.swift`.
struct TokenIndex {
  struct Document: Hashable {
    var source: UInt64
    var epoch: UInt64
    /// Low half of the stable key: the same in every run of one seed.
    var key: UInt64
    var tokens: Int
  }

  private(set) var documents: [Document] = []
  var keys: Set<UInt64> { Set(documents.map(\.key)) }
  var tokenCount: Int { documents.reduce(0) { $0 + $1.tokens } }

  /// - Throws: `NotAShard` for a file that cannot be one.
  init(_ path: String) throws {
    let bytes = TemporaryFolder.bytes(ofFile: path)
    guard bytes.count > 128, bytes.starts(with: Array("SLUICETK".utf8)) else {
      throw NotAShard(path: path)
    }
    func number(_ offset: Int, _ width: Int) -> UInt64 {
      (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
    }
    let tokens = Int(number(48, 8))
    let count = Int(number(56, 8))
    let index = 128 + (tokens * Int(number(12, 4)) + 7) / 8 * 8
    guard bytes.count >= index + 40 * count else { throw NotAShard(path: path) }
    for entry in 0..<count {
      let start = index + 40 * entry
      let end = entry + 1 < count ? Int(number(start + 40, 8)) : tokens
      documents.append(
        Document(
          source: number(start + 8, 4), epoch: number(start + 12, 4), key: number(start + 32, 8),
          tokens: end - Int(number(start, 8))))
    }
  }

  struct NotAShard: Error { var path: String }
}
