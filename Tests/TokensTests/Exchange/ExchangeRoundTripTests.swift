import TestSupport
import Testing
import Text
import Tokens

@Suite struct ExchangeRoundTripTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var format: ExchangeFormat
    var vocabularySize: Int
    var endOfText: UInt32
    var seed: UInt64
    var testDescription: String { "\(format.rawValue), \(vocabularySize) ids, seed \(seed)" }
  }

  static let cases = ExchangeFormat.allCases.flatMap { format in
    [(300, 299), (300, 0), (65_500, 7), (65_536, 65_535), (100_000, 99_999)]
      .enumerated().filter { format != .nanoGPT || $1.0 <= 1 << 16 }
      .map { Case(format: format, vocabularySize: $1.0, endOfText: UInt32($1.1), seed: UInt64($0)) }
  }

  @Test("every format gives back the documents it was given", arguments: cases)
  func roundTrip(_ test: Case) throws {
    let folder = TemporaryFolder()
    let documents = ExchangeSupport.documents(
      seed: test.seed, count: 60, vocabularySize: test.vocabularySize, endOfText: test.endOfText)
    let settings = ExchangeFormat.WritingSettings(
      vocabularySize: test.vocabularySize, endOfText: test.endOfText, tokenizer: "t")
    try test.format.validate(settings)
    let paths = try ExchangeSupport.write(
      documents, with: test.format.makeWriter(folder: folder.path, split: .train, settings))
    let read = try ExchangeSupport.read(
      paths, test.format, vocabularySize: test.vocabularySize, endOfText: test.endOfText)
    #expect(read.map(\.list) == documents)
    #expect(read.allSatisfy { !$0.isContinuation && $0.trained.isEmpty })
    #expect(read.map(\.place) == Array(1...60))
    // Ids beyond the vocabulary that is said to be theirs are refused.
    let largest = Int(documents.joined().max() ?? 0)
    #expect(throws: TokenShardError.self) {
      _ = try ExchangeSupport.read(
        paths, test.format, vocabularySize: largest, endOfText: test.endOfText)
    }
  }

  @Test("a set without documents is read back as one", arguments: ExchangeFormat.allCases)
  func empty(format: ExchangeFormat) throws {
    let folder = TemporaryFolder()
    let settings = ExchangeFormat.WritingSettings(vocabularySize: 9, endOfText: 8, tokenizer: "t")
    let paths = try format.makeWriter(folder: folder.path, split: .validation, settings).finish()
    #expect(
      try ExchangeSupport.read(paths, format, vocabularySize: 9, endOfText: 8).isEmpty)
  }

  @Test(
    "shards have their limit, also where a document is larger, and lose nothing",
    arguments: [ExchangeFormat.llmC, .datatrove, .dolma], [2, 3, 7, 50, 1000])
  func limits(format: ExchangeFormat, limit: Int) throws {
    let folder = TemporaryFolder()
    let lengths = [5, 0, 11, 2, 60, 1]
    let documents = lengths.map { length in (0..<length).map { UInt32($0 + 1) } }
    var settings = ExchangeFormat.WritingSettings(
      vocabularySize: 100, endOfText: 99, tokenizer: "t")
    settings.shardTokens = limit
    let writer = try format.makeWriter(folder: folder.path, split: .train, settings)
    let paths = format.selecting(try ExchangeSupport.write(documents, with: writer))
    // What the peers do: llm.c fills every shard, datatrove ends a shard behind the document that
    // passes the limit, dolma leaves one token free and, here, cuts what no part can hold.
    var expected: [Int] = []
    switch format {
    case .llmC:
      let total = lengths.reduce(lengths.count, +)
      expected = (0..<(total + limit - 1) / limit).map { min(limit, total - $0 * limit) }
    case .datatrove:
      var size = 0
      for length in lengths {
        size += length + 1
        if size > limit { expected.append(size) }
        if size > limit { size = 0 }
      }
      if size > 0 { expected.append(size) }
    default:
      for length in lengths {
        var rest = length + 1
        let hasRoom = expected.last.map { $0 + rest < limit } ?? false
        if hasRoom { expected[expected.count - 1] += rest }
        if hasRoom { continue }
        while rest > 0 {
          expected.append(min(rest, limit - 1))
          rest -= min(rest, limit - 1)
        }
      }
    }
    let header = format == .llmC ? 1024 : 0
    let sizes = paths.map { (TemporaryFolder.bytes(ofFile: $0).count - header) / 2 }
    #expect(sizes == expected)
    let read = try ExchangeSupport.read(paths, format, vocabularySize: 100, endOfText: 99)
    #expect(read.flatMap(\.list) == documents.flatMap(\.self))
    if format != .dolma { #expect(read.map(\.list) == documents) }
  }

  @Test("datatrove carries which tokens count in the loss, the end of text among them")
  func lossMask() throws {
    let folder = TemporaryFolder()
    let writer = DatatroveWriter(
      folder: folder.path, vocabularySize: 10, endOfText: 0, tokenizer: "t", hasLossMask: true)
    var first = TokenDocument([5, 6, 7])
    first.trained = [false, true, true]
    first.isEndOfTextTrained = false
    try writer.append(first)
    try writer.append(TokenDocument([8]))
    let paths = try writer.finish()
    #expect(folder.read("00000_00000_shuffled.ds.loss") == [0, 1, 1, 0, 1, 1])
    let read = try ExchangeSupport.read(paths, .datatrove, vocabularySize: 10, endOfText: 0)
    #expect(read.map { Array($0.trained) } == [[false, true, true], [true]])
    #expect(read.map(\.isEndOfTextTrained) == [false, true])
  }

  @Test("native shards lose their end-of-text token and keep origin, key and loss flags")
  func native() throws {
    let folder = TemporaryFolder()
    let writer = try TokenShardWriter(
      path: folder.path + "/a.tokens", fingerprint: Hash128(high: 1, low: 2), vocabularySize: 10,
      hasLossMask: true)
    let tokens: [UInt32] = [9, 3, 4]
    let key = Hash128(high: 5, low: 6)
    try writer.append(
      tokens.span, trained: [false, false, true].span,
      of: TokenShardDocument(source: 1, id: 3 << 32 | 41, key: key))
    _ = try writer.finish(
      TokenShardManifest(sources: ["a", "b"], endOfText: .before, endOfTextToken: 9))
    let read = try ExchangeSupport.read(
      NativeDocuments([TokenShardReader(opening: folder.path + "/a.tokens")]))
    let document = try #require(read.first)
    #expect(
      read.count == 1 && document.list == [3, 4] && Array(document.trained) == [false, true])
    #expect(!document.isEndOfTextTrained && document.source == "b" && document.place == 42)
    #expect(document.key == key)
  }
}
