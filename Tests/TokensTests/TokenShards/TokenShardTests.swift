import TestSupport
import Testing
import Text
import Tokens

@Suite struct TokenShardTests {
  static let fingerprint = Hash128(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
  static let manifest = TokenShardManifest(
    sources: ["web", "books"], endOfText: .before, endOfTextToken: 256, recipe: "r",
    inputs: ["web/0.jsonl": "00ff"])

  struct Content {
    var documents: [(document: TokenShardDocument, tokens: [UInt32], mask: [Bool])] = []

    init(seed: UInt64, count: Int = 20, vocabulary: UInt32, longest: Int = 60) {
      var random = SplitMix64(seed: seed)
      for ordinal in 0..<count {
        let length = Int.random(in: 0...longest, using: &random)
        let document = TokenShardDocument(
          source: UInt32.random(in: 0...1, using: &random), epoch: UInt32(ordinal % 3),
          id: random.next(), key: Hash128(high: random.next(), low: random.next()))
        let tokens = (0..<length).map { _ in UInt32.random(in: 0..<vocabulary, using: &random) }
        let mask = tokens.map { _ in Bool.random(using: &random) }
        documents.append((document, tokens, mask))
      }
    }

    @discardableResult
    func write(to path: String, vocabulary: UInt32, hasLossMask: Bool) throws -> Int {
      let writer = try TokenShardWriter(
        path: path, fingerprint: fingerprint, vocabularySize: Int(vocabulary),
        hasLossMask: hasLossMask)
      for (document, tokens, mask) in documents {
        if hasLossMask {
          try writer.append(tokens.span, trained: mask.span, of: document)
        } else {
          try writer.append(tokens.span, of: document)
        }
      }
      return try writer.finish(manifest)
    }
  }

  @Test("documents, windows and masks are read as they were written", arguments: UInt64(0)..<24)
  func roundTrip(seed: UInt64) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let vocabulary: UInt32 = seed % 2 == 0 ? 65_536 : 65_537
    let content = Content(seed: seed, vocabulary: vocabulary)
    let hasLossMask = seed % 3 != 0
    let bytes = try content.write(to: path, vocabulary: vocabulary, hasLossMask: hasLossMask)
    #expect(bytes == folder.read("a.tokens").count)
    let shard = try TokenShardReader(opening: path, expecting: Self.fingerprint)
    try shard.verify()
    #expect(shard.tokenWidth == (vocabulary == 65_536 ? 2 : 4))
    #expect(shard.manifest == Self.manifest && shard.hasLossMask == hasLossMask)
    #expect(shard.documentCount == content.documents.count)
    var all = ContiguousArray<UInt32>()
    for (ordinal, expected) in content.documents.enumerated() {
      let (document, range) = try shard.document(ordinal)
      var tokens = ContiguousArray<UInt32>()
      var mask = ContiguousArray<Bool>()
      try shard.readTokens(range, into: &tokens)
      try shard.readLossMask(range, into: &mask)
      #expect(document == expected.document && Array(tokens) == expected.tokens)
      #expect(Array(mask) == (hasLossMask ? expected.mask : expected.mask.map { _ in true }))
      for offset in range { #expect(try shard.documentOrdinal(ofToken: offset) == ordinal) }
      all += tokens
    }
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let lower = Int.random(in: 0...all.count, using: &random)
      let range = lower..<Int.random(in: lower...all.count, using: &random)
      var window = ContiguousArray<UInt32>()
      try shard.readTokens(range, into: &window)
      #expect(window == ContiguousArray(all[range]))
    }
  }

  @Test("a document in pieces is the document as a whole", arguments: [false, true])
  func pieces(hasLossMask: Bool) throws {
    let folder = TemporaryFolder()
    var random = SplitMix64(seed: 9)
    let content = Content(seed: 9, vocabulary: 300, longest: 5000)
    let writers = try ["whole", "pieces"].map {
      try TokenShardWriter(
        path: folder.path + "/" + $0, fingerprint: Self.fingerprint, vocabularySize: 300,
        hasLossMask: hasLossMask)
    }
    for (document, tokens, _) in content.documents {
      try writers[0].append(tokens.span, of: document)
      writers[1].beginDocument(document)
      var rest = tokens[...]
      while !rest.isEmpty {
        let count = min(rest.count, Int.random(in: 0...700, using: &random))
        try writers[1].append(Array(rest.prefix(count)).span)
        rest = rest.dropFirst(count)
      }
      #expect(try writers[1].endDocument() == tokens.count)
    }
    for writer in writers { _ = try writer.finish(Self.manifest) }
    #expect(folder.read("whole") == folder.read("pieces"))
  }

  @Test("a shard that holds half a document is never finished")
  func halfADocument() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let writer = try TokenShardWriter(
      path: path, fingerprint: Self.fingerprint, vocabularySize: 300)
    try writer.append([1, 2, 3].span, of: Content(seed: 1, vocabulary: 9).documents[0].document)
    writer.beginDocument(Content(seed: 1, vocabulary: 9).documents[1].document)
    try writer.append([4, 5].span)
    #expect(throws: TokenShardError.self) { try writer.append([6, 300].span) }
    #expect(throws: TokenShardError.self) { try writer.finish(Self.manifest) }
    #expect(throws: TokenShardError.self) { try TokenShardReader(opening: path) }
  }

  @Test("a shard of many blocks is whole, and the scratch files leave no trace")
  func manyBlocks() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let content = Content(seed: 1, count: 40, vocabulary: 70_000, longest: 20_000)
    let bytes = try content.write(to: path, vocabulary: 70_000, hasLossMask: true)
    #expect(bytes > 3 << 18)
    try TokenShardReader(opening: path).verify()
    #expect(TemporaryFolder.bytes(ofFile: path + ".index").isEmpty)
    #expect(TemporaryFolder.bytes(ofFile: path + ".mask").isEmpty)
  }

  @Test("the worked example of the format has the bytes it promises")
  func workedExample() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let writer = try TokenShardWriter(
      path: path, fingerprint: Self.fingerprint, vocabularySize: 300)
    let key = Hash128(high: 3, low: 4)
    try writer.append(
      ([7, 8] as [UInt32]).span, of: TokenShardDocument(source: 0, id: 1, key: key))
    try writer.append(([9] as [UInt32]).span, of: TokenShardDocument(source: 1, id: 2, key: key))
    _ = try writer.finish(Self.manifest)
    let bytes = folder.read("a.tokens")
    #expect(bytes[..<8].elementsEqual("SLUICETK".utf8))
    #expect(Array(bytes[8..<24]) == [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0])
    #expect(
      Array(bytes[24..<40]) == [
        0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01, 0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC,
        0xFE,
      ])
    #expect(Array(bytes[128..<136]) == [7, 0, 8, 0, 9, 0, 0, 0])
    #expect(Array(bytes[176..<184]) == [2, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test("a shard cut at any byte is refused", arguments: [false, true])
  func truncation(hasLossMask: Bool) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    try Content(seed: 3, count: 4, vocabulary: 300).write(
      to: path, vocabulary: 300, hasLossMask: hasLossMask)
    let bytes = folder.read("a.tokens")
    for count in 0..<bytes.count {
      let cut = folder.write(bytes[..<count], to: "cut")
      #expect(throws: TokenShardError.self) { _ = try TokenShardReader(opening: cut) }
    }
    let longer = folder.write(bytes + [0], to: "longer")
    #expect(throws: TokenShardError.self) { _ = try TokenShardReader(opening: longer) }
  }

  @Test("a flipped bit anywhere is found by the checks", arguments: UInt8(0)..<8)
  func flippedBits(bit: UInt8) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    try Content(seed: 4, count: 4, vocabulary: 300).write(
      to: path, vocabulary: 300, hasLossMask: true)
    let bytes = folder.read("a.tokens")
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << bit
      let copy = folder.write(damaged, to: "damaged")
      #expect(throws: TokenShardError.self, "byte \(place)") {
        try TokenShardReader(opening: copy).verify()
      }
    }
  }

  @Test("a shard whose writer did not finish is refused")
  func unfinished() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let writer = try TokenShardWriter(
      path: path, fingerprint: Self.fingerprint, vocabularySize: 300)
    let tokens = [UInt32](repeating: 1, count: 200_000)
    try writer.append(
      tokens.span, of: TokenShardDocument(source: 0, id: 1, key: Hash128(high: 0, low: 0)))
    #expect(throws: TokenShardError(.notATokenShard, path: path)) {
      _ = try TokenShardReader(opening: path)
    }
  }

  @Test("ids outside the vocabulary, other tokenizers and places outside the shard are refused")
  func refusals() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/a.tokens"
    let document = TokenShardDocument(source: 0, id: 1, key: Hash128(high: 0, low: 0))
    let writer = try TokenShardWriter(
      path: path, fingerprint: Self.fingerprint, vocabularySize: 300)
    #expect(throws: TokenShardError.self) {
      try writer.append(([1, 300] as [UInt32]).span, of: document)
    }
    try writer.append(([1, 299] as [UInt32]).span, of: document)
    _ = try writer.finish(Self.manifest)
    #expect(throws: TokenShardError.self) {
      _ = try TokenShardReader(opening: path, expecting: Hash128(high: 0, low: 1))
    }
    let shard = try TokenShardReader(opening: path)
    var tokens = ContiguousArray<UInt32>()
    for range in [-1..<1, 0..<3, 2..<9] {
      #expect(throws: TokenShardError.self) { try shard.readTokens(range, into: &tokens) }
    }
    #expect(throws: TokenShardError.self) { _ = try shard.document(1) }
    #expect(throws: TokenShardError.self) { _ = try shard.document(-1) }
    #expect(throws: TokenShardError.self) { _ = try shard.documentOrdinal(ofToken: 2) }
    #expect(throws: TokenShardError.self) {
      _ = try TokenShardWriter(path: folder.path, fingerprint: Self.fingerprint, vocabularySize: 9)
    }
    #expect(throws: TokenShardError.self) { _ = try TokenShardReader(opening: folder.path) }
  }

  @Test("a full disk is an error, not a shorter shard")
  func fullDisk() throws {
    // Scratch files cannot be made beside the device, so this writer stops before or at the device.
    #expect(throws: TokenShardError.self) {
      let writer = try TokenShardWriter(
        path: "/dev/full", fingerprint: Self.fingerprint, vocabularySize: 300)
      _ = try writer.finish(Self.manifest)
    }
  }
}
