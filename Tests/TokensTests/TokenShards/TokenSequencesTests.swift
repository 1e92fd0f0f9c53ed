import TestSupport
import Testing
import Text
import Tokens

@Suite struct TokenSequencesTests {
  static func shard(_ path: String, _ documents: [[UInt32]], fingerprint: UInt64 = 1) throws
    -> TokenShardReader
  {
    let writer = try TokenShardWriter(
      path: path, fingerprint: Hash128(high: 0, low: fingerprint), vocabularySize: 1000,
      hasLossMask: true)
    for (ordinal, tokens) in documents.enumerated() {
      let id = UInt64(tokens.first ?? 999)
      let trained = tokens.map { $0 % 2 == 0 }
      try writer.append(
        tokens.span, trained: trained.span,
        of: TokenShardDocument(source: 0, id: id, key: Hash128(high: 0, low: UInt64(ordinal))))
    }
    _ = try writer.finish(TokenShardManifest(sources: ["web"], endOfText: .absent))
    return try TokenShardReader(opening: path)
  }

  @Test(
    "sequences are consecutive pieces that share one token", arguments: [1, 2, 3, 5, 12, 13, 14])
  func pieces(length: Int) throws {
    let folder = TemporaryFolder()
    let shards = try [
      Self.shard(folder.path + "/a", [[0, 1, 2], [3]]), Self.shard(folder.path + "/b", []),
      Self.shard(folder.path + "/c", [[4, 5, 6, 7, 8, 9], [], [10, 11, 12, 13]]),
    ]
    let sequences = try TokenSequences(shards, length: length)
    #expect(sequences.tokenCount == 14 && sequences.count == 13 / length)
    var tokens = ContiguousArray<UInt32>()
    var trained = ContiguousArray<Bool>()
    for ordinal in 0..<sequences.count {
      try sequences.read(ordinal, into: &tokens, trained: &trained)
      let start = UInt32(ordinal * length)
      #expect(Array(tokens) == Array(start...start + UInt32(length)))
      #expect(trained.elementsEqual(tokens.map { $0 % 2 == 0 }))
    }
    let firsts: [UInt64] = [0, 0, 0, 3, 4, 4, 4, 4, 4, 4, 10, 10, 10, 10]
    for (offset, first) in firsts.enumerated() {
      #expect(try sequences.document(ofToken: offset).document.id == first)
    }
  }

  @Test("shards of different tokenizers are not joined")
  func otherTokenizer() throws {
    let folder = TemporaryFolder()
    let shards = try [
      Self.shard(folder.path + "/a", [[1]]), Self.shard(folder.path + "/b", [[1]], fingerprint: 2),
    ]
    #expect(throws: TokenShardError.self) { _ = try TokenSequences(shards, length: 1) }
    #expect(try TokenSequences([], length: 4).count == 0)
  }
}
