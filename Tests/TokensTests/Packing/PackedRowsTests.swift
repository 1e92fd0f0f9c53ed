import TestSupport
import Testing
import Text
import Tokens

@Suite("Rows of whole documents")
struct PackedRowsTests {
  /// The token that opens each document; the others count up through all documents.
  private static let end: UInt32 = 0

  /// Shards of documents of these lengths, their opening token included.
  private static func shards(
    _ folder: TemporaryFolder, _ lengths: [[Int]],
    _ placement: TokenShardManifest.EndOfTextPlacement = .before, hasLossMask: Bool = false
  ) throws -> [TokenShardReader] {
    var next: UInt32 = 1
    return try lengths.enumerated().map { ordinal, lengths in
      let path = folder.path + "/\(ordinal).tokens"
      let writer = try TokenShardWriter(
        path: path, fingerprint: Hash128(high: 0, low: 1), vocabularySize: 100_000,
        hasLossMask: hasLossMask)
      for length in lengths {
        var tokens = (0..<UInt32(length)).map { next + $0 }
        if placement == .before, length > 0 { tokens[0] = end }
        if placement == .after, length > 0 { tokens[length - 1] = end }
        next += UInt32(length)
        let document = TokenShardDocument(source: 0, id: 0, key: Hash128(high: 0, low: 0))
        try writer.append(tokens.span, of: document)
      }
      _ = try writer.finish(
        TokenShardManifest(
          sources: ["a"], endOfText: placement,
          endOfTextToken: placement == .absent ? nil : end))
      return try TokenShardReader(opening: path)
    }
  }

  private static func all(_ rows: some TokenRows) throws -> [TokenRow] {
    try (0..<rows.count).map { ordinal in
      var row = TokenRow()
      try rows.read(ordinal, into: &row)
      return row
    }
  }

  @Test(
    "documents that fit stay whole, long ones are cut at row length, and padding does not count")
  func worked() throws {
    let folder = TemporaryFolder()
    // Rows of 4 inputs hold 5 tokens. Tokens: 0 2 3 | 0 5 … 13 | 0 15 | 0 | 0 18.
    let shards = try Self.shards(folder, [[3, 10], [2, 1, 2]])
    let rows = try PackedRows(shards, length: 4, separatesDocuments: true)
    let found = try Self.all(rows)
    #expect(
      found.map(\.tokens) == [
        [0, 5, 6, 7, 8], [8, 9, 10, 11, 12], [0, 2, 3, 12, 13], [0, 15, 0, 18, 0],
      ])
    #expect(found.map(\.documentStarts) == [[0], [0], [0, 3], [0, 2]])
    // The middle of a document does not say that the one before it ended.
    let targets = found.map { row in (1...4).map { row.trained[$0] ? Int(row.tokens[$0]) : -1 } }
    #expect(targets == [[5, 6, 7, 8], [9, 10, 11, 12], [2, 3, -1, 13], [15, 0, 18, 0]])
    let report = rows.report()
    #expect(report.rows == 4 && report.documents == 5 && report.cutDocuments == 1)
    #expect(report.tokens == 18 && report.unusedTokens == 1 && report.inputs == 16)
    #expect(report.paddingTokens == 0 && report.cutFraction == 0.2)
  }

  @Test("one document to a row")
  func perDocument() throws {
    let folder = TemporaryFolder()
    let shards = try Self.shards(folder, [[3, 6], [2]])
    let rows = try Packing.document.rows(of: shards, length: 4, separatesDocuments: true)
    var found: [TokenRow] = []
    for ordinal in 0..<rows.count {
      var row = TokenRow()
      try rows.read(ordinal, into: &row)
      found.append(row)
    }
    #expect(
      found.map(\.tokens) == [
        [0, 2, 3, 0, 0], [0, 5, 6, 7, 8], [8, 9, 0, 0, 0], [0, 11, 0, 0, 0],
      ])
    #expect(found.map(\.documentStarts) == [[0, 3], [0], [0, 2], [0, 2]])
    // The first end-of-text token after a document tells the model to end; padding teaches nothing.
    #expect(
      found.map { Array($0.trained.dropFirst()) } == [
        [true, true, true, false], [true, true, true, true], [true, true, false, false],
        [true, true, false, false],
      ])
    let report = rows.report()
    #expect(report.paddingTokens == 1 + 0 + 2 + 2 && report.paddingFraction == 5.0 / 16)
  }

  @Test(
    "every token but a document's first is a target once, whatever the packing",
    arguments: UInt64(0)..<25)
  func coverage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let folder = TemporaryFolder()
    let length = Int.random(in: 1...40, using: &random)
    let lengths = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      (0..<Int.random(in: 0...60, using: &random)).map { _ in Int.random(in: 0...90, using: &random)
      }
    }
    let shards = try Self.shards(folder, lengths, .after)
    for (joins, groupSize) in [(true, 1 << 20), (true, 7), (false, 7)] {
      let rows = try PackedRows(
        shards, length: length, separatesDocuments: true, joinsDocuments: joins,
        groupSize: groupSize)
      var targets: [UInt32] = []
      var padding = 0
      for row in try Self.all(rows) {
        #expect(row.tokens.count == length + 1 && row.trained.count == length + 1)
        let starts = row.documentStarts
        #expect(starts.first == 0 && zip(starts, starts.dropFirst()).allSatisfy { $0 < $1 })
        #expect((starts.last ?? 0) < length)
        for place in 1...length where row.trained[place] {
          targets.append(row.tokens[place])
          // No target stands at the start of a document, and each follows its predecessor.
          #expect(!starts.contains(place))
          let isNext = row.tokens[place] == row.tokens[place - 1] + 1
          #expect(isNext || row.tokens[place] == Self.end)
        }
        let inside = row.trained.lastIndex(of: true) ?? 0
        padding += length - min(inside + 1, length)
      }
      var next: UInt32 = 1
      var expected: [UInt32] = []
      for count in lengths.joined() {
        expected += (0..<UInt32(count)).dropFirst().map {
          $0 + 1 == count ? Self.end : next + $0
        }
        next += UInt32(count)
      }
      #expect(targets.sorted() == expected.sorted())
      let report = rows.report()
      #expect(report.paddingTokens == padding && report.documents == lengths.joined().count)
      #expect(report.cutDocuments == lengths.joined().count { $0 > length + 1 })
    }
  }

  @Test("best fit leaves little padding and cuts few documents")
  func quality() throws {
    var random = SplitMix64(seed: 5)
    let folder = TemporaryFolder()
    let lengths = (0..<3000).map { _ in
      Int(Double.random(in: 1...7, using: &random) * Double.random(in: 1...12, using: &random)) + 2
    }
    let shards = try Self.shards(folder, [lengths])
    let best = try Packing.bestFit.rows(of: shards, length: 64).report()
    let joined = try Packing.concatenate.rows(of: shards, length: 64).report()
    let alone = try Packing.document.rows(of: shards, length: 64).report()
    #expect(best.paddingFraction < 0.005 && alone.paddingFraction > 0.5)
    #expect(joined.paddingTokens == 0 && joined.cutFraction > 0.3)
    #expect(best.cutDocuments == alone.cutDocuments && best.cutFraction < 0.05)
  }

  @Test("a loss mask is kept, and a cut document or one of another shard is no target")
  func lossMask() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/masked.tokens"
    let writer = try TokenShardWriter(
      path: path, fingerprint: Hash128(high: 0, low: 1), vocabularySize: 100, hasLossMask: true)
    let document = TokenShardDocument(source: 0, id: 0, key: Hash128(high: 0, low: 0))
    for (tokens, trained) in [
      ([1, 2, 3] as [UInt32], [true, false, true]), ([4, 5], [true, true]),
    ] {
      try writer.append(tokens.span, trained: trained.span, of: document)
    }
    _ = try writer.finish(
      TokenShardManifest(sources: ["a"], endOfText: .before, endOfTextToken: 9))
    let rows = try PackedRows([TokenShardReader(opening: path)], length: 7)
    let row = try Self.all(rows)[0]
    #expect(row.tokens == [1, 2, 3, 4, 5, 9, 9, 9])
    #expect(row.trained.dropFirst() == [false, true, false, true, false, false, false])
    #expect(row.documentStarts == [0])
  }

  @Test(
    "sequences that separate documents tell their starts and keep only end-of-text targets there")
  func separatedSequences() throws {
    let folder = TemporaryFolder()
    for (placement, counts) in [
      (TokenShardManifest.EndOfTextPlacement.before, true), (.after, false),
    ] {
      let shards = try Self.shards(folder, [[3, 5, 0], [], [1, 6]], placement)
      let plain = try TokenSequences(shards, length: 7)
      let rows = try TokenSequences(shards, length: 7, separatesDocuments: true)
      #expect(rows.count == 2)
      let found = try Self.all(rows)
      let same = try Self.all(plain)
      #expect(found.map(\.tokens) == same.map(\.tokens))
      #expect(same.allSatisfy { $0.documentStarts == [0] && $0.trained.allSatisfy(\.self) })
      // Documents start at tokens 0, 3, 8, 9 of 15; the second row starts with token 7.
      #expect(found.map(\.documentStarts) == [[0, 3], [0, 1, 2]])
      for (row, starts) in zip(found, [[3], [1, 2]]) {
        for place in 1...7 { #expect(row.trained[place] == (counts || !starts.contains(place))) }
      }
      let report = rows.report()
      #expect(report.documents == 5 && report.tokens == 15 && report.cutDocuments == 0)
      #expect(report.unusedTokens == 0)
    }
  }

  @Test("a document that opens where a row ends is no input of that row")
  func startAtEnd() throws {
    let folder = TemporaryFolder()
    let rows = try TokenSequences(
      Self.shards(folder, [[4, 5]], .after), length: 4, separatesDocuments: true)
    let found = try Self.all(rows)
    #expect(found.map(\.documentStarts) == [[0], [0]])
    #expect(found[0].trained == [true, true, true, true, false])
    #expect(rows.report().cutDocuments == 0)
  }
}
