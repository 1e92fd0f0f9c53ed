import TestSupport
import Testing
import Tokens

/// Cut and changed files of every format: an error or other tokens, never a crash.
@Suite struct ExchangeDamageTests {
  static func written(_ format: ExchangeFormat, in folder: TemporaryFolder) throws -> [String] {
    var settings = ExchangeFormat.WritingSettings(
      vocabularySize: 70_000, endOfText: 9, tokenizer: "t")
    if format == .nanoGPT { settings.vocabularySize = 300 }
    settings.hasLossMask = true
    settings.isCompressed = format == .mds
    let documents: [[UInt32]] = [[1, 2, 3], [], [250, 4]]
    return try ExchangeSupport.write(
      documents, with: format.makeWriter(folder: folder.path, split: .train, settings))
  }

  static func read(_ paths: [String], _ format: ExchangeFormat) throws -> [TokenDocument] {
    try ExchangeSupport.read(paths, format, vocabularySize: 70_000, endOfText: 9)
  }

  /// Formats whose files say how long they are.
  static let sized: [ExchangeFormat] = [.llmC, .megatron, .datatrove, .dolma, .mds]

  @Test("every shorter form of every file is refused", arguments: sized)
  func cut(format: ExchangeFormat) throws {
    let folder = TemporaryFolder()
    let paths = try Self.written(format, in: folder)
    for path in paths {
      let bytes = TemporaryFolder.bytes(ofFile: path)
      let name = String(path.dropFirst(folder.path.count + 1))
      for count in stride(from: bytes.count - 1, through: 0, by: -1) {
        folder.write(bytes[..<count], to: name)
        // Text without its last digits still says the same width.
        if name.hasSuffix(".metadata"), count >= 3 { continue }
        #expect(throws: TokenShardError.self, "\(name) with \(count) bytes") {
          _ = try Self.read(paths, format)
        }
      }
      folder.write(bytes, to: name)
    }
    #expect(try Self.read(paths, format).count == 3)
  }

  @Test(
    "a changed byte gives an error or other tokens, never a crash",
    arguments: ExchangeFormat.allCases)
  func changed(format: ExchangeFormat) throws {
    let folder = TemporaryFolder()
    let paths = try Self.written(format, in: folder)
    var refused = 0
    for path in paths {
      let bytes = TemporaryFolder.bytes(ofFile: path)
      let name = String(path.dropFirst(folder.path.count + 1))
      for place in bytes.indices where format != .llmC || place < 16 || place >= 1024 {
        for change in [0x01, 0x80, 0xFF] as [UInt8] {
          var damaged = bytes
          damaged[place] ^= change
          folder.write(damaged, to: name)
          do {
            let documents = try Self.read(paths, format)
            #expect(documents.count <= 16)
          } catch is TokenShardError {
            refused += 1
          }
        }
      }
      folder.write(bytes, to: name)
    }
    if format != .nanoGPT { #expect(refused > 10) }
  }

  @Test("a file of nanoGPT with an odd number of bytes is refused")
  func odd() throws {
    let folder = TemporaryFolder()
    let path = folder.write([1, 0, 9], to: "train.bin")
    #expect(throws: TokenShardError.self) { _ = try Self.read([path], .nanoGPT) }
  }

  @Test("an index of Megatron that counts more than there is, or backwards, is refused")
  func megatron() throws {
    let folder = TemporaryFolder()
    let paths = try Self.written(.megatron, in: folder)
    let index = TemporaryFolder.bytes(ofFile: paths[1])
    let huge = [UInt8](repeating: 0xFF, count: 7)
    // Sequences, document bounds, a length, a byte offset, a document bound.
    for (place, bytes) in [
      (18, huge), (26, huge), (18, huge + [0x7F]), (26, [0]), (34, [0xFF, 0xFF, 0xFF, 0x7F]),
      (37, [0x80]), (46, huge + [0x7F]), (54, huge + [0xFF]), (46, [1]), (70, [1]), (78, [9]),
      (94, [0]), (17, [6]), (9, [2]),
    ] {
      var damaged = index
      damaged.replaceSubrange(place..<place + bytes.count, with: bytes)
      folder.write(damaged, to: "train_text_document.idx")
      #expect(throws: TokenShardError.self, "byte \(place)") { _ = try Self.read(paths, .megatron) }
    }
  }

  @Test(
    "an MDS index that names other files, impossible sizes or no tokens is refused",
    arguments: [
      (#""shard.00000.mds""#, #""../shard.00000.mds""#),
      (#""shard.00000.mds.zstd""#, #""/etc/passwd""#),
      (#""samples": 3"#, #""samples": 4"#), (#""samples": 3"#, #""samples": 9223372036854775807"#),
      (#""samples": 3"#, #""samples": -1"#), (#""bytes": "#, #""bytes": 9999999"#),
      (#"[null]"#, "[7]"), (#"[null]"#, "[-1]"), (#"[null]"#, "[]"),
      ("ndarray:uint32", "ndarray:uint32:0"), ("ndarray:uint32", "ndarray:float32"),
      ("ndarray:uint32", "ndarray:uint32:4294967295,4294967295,4294967295"),
      ("ndarray:uint32", "pkl"), (#"["tokens"]"#, #"["text"]"#), (#""mds", "h"#, #""json", "h"#),
      (#""version": 2, "z"#, #""version": 1, "z"#), (#""version": 2}"#, #""version": 3}"#),
    ])
  func mds(part: String, other: String) throws {
    let folder = TemporaryFolder()
    let paths = try Self.written(.mds, in: folder)
    let name = "train/index.json"
    let text = String(decoding: folder.read(name), as: UTF8.self)
    let pieces = text.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(pieces.count == 2)
    folder.write(pieces.joined(separator: other), to: name)
    #expect(throws: TokenShardError.self) { _ = try Self.read(paths, .mds) }
  }

  @Test("streams without bounds need the token that separates documents")
  func boundless() throws {
    for format in [ExchangeFormat.llmC, .nanoGPT] {
      #expect(throws: ExchangeFormat.Mismatch.self) {
        _ = try ExchangeSupport.read([], format, vocabularySize: 9, endOfText: nil)
      }
    }
  }

  @Test("what a format cannot hold is refused before anything is written")
  func mismatches() {
    func settings(
      _ size: Int, _ change: (inout ExchangeFormat.WritingSettings) -> Void = { _ in }
    ) -> ExchangeFormat.WritingSettings {
      var settings = ExchangeFormat.WritingSettings(
        vocabularySize: size, endOfText: 8, tokenizer: "t")
      change(&settings)
      return settings
    }
    for (format, settings) in [
      (ExchangeFormat.nanoGPT, settings(65_537)), (.megatron, settings(1 << 31 + 1)),
      (.llmC, settings(8)), (.megatron, settings(9) { $0.shardTokens = 100 }),
      (.llmC, settings(9) { $0.shardTokens = 1 << 31 }),
      (.dolma, settings(9) { $0.sequenceLength = 8 }),
      (.mds, settings(9) { $0.sequenceLength = 0 }),
      (.llmC, settings(9) { $0.isCompressed = true }),
    ] {
      #expect(throws: ExchangeFormat.Mismatch.self) { try format.validate(settings) }
    }
  }
}
