import TestSupport
import Testing
import Text
import Tokens

@Suite struct LLMCTests {
  static func tokens(_ path: String) throws -> [UInt32] {
    let reader = try LLMCReader(opening: path)
    var tokens = ContiguousArray<UInt32>()
    try reader.readTokens(0..<reader.tokenCount, into: &tokens)
    return Array(tokens)
  }

  static func append(_ document: [UInt32], to writer: LLMCWriter) throws {
    try writer.append(document.span)
  }

  @Test("the header is llm.c's and every document starts with the end-of-text token")
  func bytes() throws {
    let folder = TemporaryFolder()
    let writer = LLMCWriter(
      folder: folder.path, name: "web_train", family: .gpt2, endOfText: 50256)
    try Self.append([1, 2], to: writer)
    try Self.append([], to: writer)
    try Self.append([65_535], to: writer)
    #expect(try writer.finish() == [folder.path + "/web_train_000000.bin"])
    let bytes = folder.read("web_train_000000.bin")
    #expect(bytes.count == 1024 + 6 * 2)
    // 20240520, version 1, 6 tokens.
    #expect(Array(bytes[..<12]) == [0x88, 0xD8, 0x34, 0x01, 1, 0, 0, 0, 6, 0, 0, 0])
    #expect(bytes[12..<1024].allSatisfy { $0 == 0 })
    #expect(Array(bytes[1024...]) == [0x50, 0xC4, 1, 0, 2, 0, 0x50, 0xC4, 0x50, 0xC4, 0xFF, 0xFF])
  }

  @Test("Llama 3 shards have their own magic, version and width")
  func llama() throws {
    let folder = TemporaryFolder()
    let writer = LLMCWriter(
      folder: folder.path, name: "a", family: .llama3, endOfText: 128_000)
    try Self.append([127_999], to: writer)
    let path = try #require(writer.finish().first)
    let bytes = folder.read("a_000000.bin")
    #expect(Array(bytes[..<12]) == [0xA1, 0xD9, 0x34, 0x01, 7, 0, 0, 0, 2, 0, 0, 0])
    #expect(bytes.count == 1024 + 2 * 4)
    #expect(try Self.tokens(path) == [128_000, 127_999])
    #expect(LLMCFamily(vocabularySize: 65_536) == .gpt2)
    #expect(LLMCFamily(vocabularySize: 65_537) == .llama3)
  }

  @Test("documents go on in the next shard where one is full", arguments: [1, 2, 3, 7, 100])
  func shardLimit(limit: Int) throws {
    let folder = TemporaryFolder()
    let writer = LLMCWriter(
      folder: folder.path, name: "a", family: .gpt2, endOfText: 0, shardTokens: limit)
    var expected: [UInt32] = []
    for length in [5, 0, 11, 2] {
      let document = (0..<length).map { UInt32($0 + 1) }
      try writer.append(document.span)
      expected += [0] + document
    }
    let paths = try writer.finish()
    #expect(paths.count == (expected.count + limit - 1) / limit)
    let shards = try paths.map(Self.tokens)
    #expect(shards.dropLast().allSatisfy { $0.count == limit })
    #expect(shards.flatMap(\.self) == expected)
  }

  @Test(
    "a native shard is exported with the end-of-text token in front, wherever it was",
    arguments: [
      TokenShardManifest.EndOfTextPlacement.before, .after, .absent,
    ])
  func export(placement: TokenShardManifest.EndOfTextPlacement) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let writer = try TokenShardWriter(
      path: path, fingerprint: Hash128(high: 1, low: 2), vocabularySize: 300)
    for document in [[7, 8], [], [9]] as [[UInt32]] {
      let tokens: [UInt32] =
        switch placement {
        case .before: [299] + document
        case .after: document + [299]
        case .absent: document
        }
      try writer.append(
        tokens.span, of: TokenShardDocument(source: 0, id: 0, key: Hash128(high: 0, low: 0)))
    }
    _ = try writer.finish(
      TokenShardManifest(sources: ["web"], endOfText: placement, endOfTextToken: 299))
    let export = LLMCWriter(folder: folder.path, name: "x", family: .gpt2, endOfText: 299)
    let documents = NativeDocuments([try TokenShardReader(opening: path)])
    var document = TokenDocument()
    while try documents.next(&document) { try export.append(document) }
    #expect(try Self.tokens(export.finish()[0]) == [299, 7, 8, 299, 299, 9])
  }

  @Test("what llm.c's reader would refuse is refused")
  func refusals() throws {
    let folder = TemporaryFolder()
    let writer = LLMCWriter(folder: folder.path, name: "a", family: .gpt2, endOfText: 0)
    #expect(throws: TokenShardError.self) { try Self.append([65_536], to: writer) }
    try Self.append([1, 2, 3], to: writer)
    let path = try #require(writer.finish().first)
    let bytes = folder.read("a_000000.bin")
    for count in 0..<bytes.count {
      let cut = folder.write(bytes[..<count], to: "cut")
      #expect(throws: TokenShardError.self) { _ = try LLMCReader(opening: cut) }
    }
    for place in [0, 3, 4, 8, 11] {
      var damaged = bytes
      damaged[place] ^= 0x80
      let copy = folder.write(damaged, to: "damaged")
      #expect(throws: TokenShardError.self) { _ = try LLMCReader(opening: copy) }
    }
    let shard = try LLMCReader(opening: path)
    var tokens = ContiguousArray<UInt32>()
    #expect(throws: TokenShardError.self) { try shard.readTokens(0..<9, into: &tokens) }
    let nothing = LLMCWriter(folder: folder.path, name: "b", family: .gpt2, endOfText: 0)
    #expect(try nothing.finish().isEmpty)
  }
}
