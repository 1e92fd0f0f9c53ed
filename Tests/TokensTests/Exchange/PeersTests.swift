import FoundationEssentials
import Glibc
import TestSupport
import Testing
import Text
import Tokens

/// Shards that the trainers' own libraries read, and shards that they write.
///
/// The environment variable SLUICE_PEERS_PYTHON names a Python with numpy, datatrove, megatron-core,
/// mosaicml-streaming and dolma; a format whose library is not there is left out, and said so.
@Suite(
  .serialized,
  .enabled(if: PeersPython.path != nil, "SLUICE_PEERS_PYTHON names no Python with the peers"))
struct PeersTests {
  /// The package that reads or writes a format.
  private static let packages = [
    "llm.c": "numpy", "nanogpt": "numpy", "megatron": "megatron-core", "datatrove": "datatrove",
    "dolma": "dolma", "mds": "mosaicml-streaming", "mds-zstd": "mosaicml-streaming",
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var vocabularySize: Int
    var testDescription: String { "\(name), \(vocabularySize) ids" }
    var format: ExchangeFormat? { ExchangeFormat(rawValue: name == "mds-zstd" ? "mds" : name) }
    var width: Int { vocabularySize > 1 << 16 ? 4 : 2 }
    var endOfText: UInt32 { UInt32(vocabularySize - 1) }
  }

  static let cases = packages.keys.sorted().flatMap { name in
    (name == "nanogpt" ? [50_257] : [50_257, 100_277]).map { Case(name: name, vocabularySize: $0) }
  }

  private struct Found: Decodable, Equatable {
    var documents: Int
    var tokens: Int
    var crc: UInt32
  }

  /// Runs the script beside this file and gives what it prints.
  private static func run(_ arguments: [String], input: String = "/dev/null") throws -> [UInt8] {
    let script = ExchangePath.folder(#filePath) + "/read-with-peers.py"
    let errors = TemporaryFolder()
    let words = ([PeersPython.path ?? "", script] + arguments).map { "'\($0)'" }.joined(
      separator: " ")
    let line = "\(words) < '\(input)' 2> '\(errors.path)/errors'"
    guard let pipe = popen(line, "r") else { return [] }
    var output: [UInt8] = []
    var byte = fgetc(pipe)
    while byte != EOF {
      output.append(UInt8(truncatingIfNeeded: byte))
      byte = fgetc(pipe)
    }
    let status = pclose(pipe)
    try #require(
      status == 0, "\(arguments): \(String(decoding: errors.read("errors"), as: UTF8.self))")
    // Libraries may say more: the answer is the last line.
    return Array(output.split(separator: 0x0A).last ?? [])
  }

  private static let versions: [String: String] = {
    let output = (try? run(["versions"])) ?? []
    let found = (try? JSONDecoder().decode([String: String].self, from: Data(output))) ?? [:]
    print("note: peers found: \(found.sorted { $0.key < $1.key })")
    return found
  }()

  /// Whether the package for a format is there; says so where it is not.
  private func isThere(_ test: Case) -> Bool {
    let package = Self.packages[test.name] ?? ""
    guard Self.versions[package] == nil else { return true }
    print("note: \(test.name) is not compared: \(package) is not installed")
    return false
  }

  private func documents(_ test: Case) -> [[UInt32]] {
    ExchangeSupport.documents(
      seed: UInt64(test.vocabularySize), count: 80, vocabularySize: test.vocabularySize,
      endOfText: test.endOfText, maximumTokens: 300)
  }

  /// The documents as they stand in the shards.
  private func separated(_ test: Case) -> [[UInt32]] {
    documents(test).map {
      test.name == "llm.c" ? [test.endOfText] + $0 : $0 + [test.endOfText]
    }
  }

  private func write(_ test: Case, to folder: String) throws -> [String] {
    var settings = ExchangeFormat.WritingSettings(
      vocabularySize: test.vocabularySize, endOfText: test.endOfText, tokenizer: "peer")
    settings.isCompressed = test.name == "mds-zstd"
    settings.hasLossMask = test.name == "datatrove"
    let format = try #require(test.format)
    let writer = try format.makeWriter(folder: folder, split: .train, settings)
    for (ordinal, tokens) in documents(test).enumerated() {
      var document = TokenDocument(tokens)
      document.trained = ContiguousArray(tokens.indices.map { $0 % 2 == 0 })
      document.isEndOfTextTrained = tokens.count % 2 == 0
      document.source = "web"
      document.place = ordinal + 1
      document.key = Hash128(high: 0, low: UInt64(ordinal))
      try writer.append(document)
    }
    return try writer.finish()
  }

  @Test("the trainers' libraries read our shards to the same tokens", arguments: cases)
  func read(_ test: Case) throws {
    guard isThere(test) else { return }
    let folder = TemporaryFolder()
    let format = try #require(test.format)
    let paths = format.selecting(try write(test, to: folder.path))
    let output = try Self.run(["read", test.name] + paths)
    let found = try JSONDecoder().decode(Found.self, from: Data(output))
    let expected = separated(test)
    #expect(found.tokens == expected.joined().count)
    #expect(found.crc == CRC32.of(expected.joined()))
    let isStream = ["llm.c", "nanogpt"].contains(test.name)
    #expect(found.documents == (isStream ? 1 : expected.count))
  }

  @Test("shards that the libraries write are ours byte for byte, and read back", arguments: cases)
  func write(_ test: Case) throws {
    guard isThere(test) else { return }
    let folder = TemporaryFolder()
    let numbers = separated(test).map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
    let input = folder.write("[" + numbers.joined(separator: ",") + "]", to: "documents.json")
    mkdir(folder.path + "/peer", 0o755)
    mkdir(folder.path + "/ours", 0o755)
    _ = try Self.run(["write", test.name, "\(test.width)", folder.path + "/peer"], input: input)
    let format = try #require(test.format)
    var theirs: [String] = []
    for path in try write(test, to: folder.path + "/ours") {
      let name = ExchangePath.name(path)
      let other = folder.path + "/peer/" + (format == .mds ? "mds/" : "") + name
      theirs.append(other)
      if name.hasSuffix(".csv.gz") || name.hasSuffix(".zstd") {
        let contents = try [path, other].map { try StreamContent($0).bytes }
        #expect(contents[0] == contents[1], "\(name), unpacked")
      } else if test.name == "mds-zstd", name == "index.json" {
        // It holds the size of the packed shard, which depends on the version of zstd.
      } else {
        #expect(
          TemporaryFolder.bytes(ofFile: path) == TemporaryFolder.bytes(ofFile: other), "\(name)")
      }
    }
    let read = try ExchangeSupport.read(
      theirs, format, vocabularySize: test.vocabularySize, endOfText: test.endOfText)
    #expect(read.map(\.list) == documents(test))
  }
}

/// The Python with the trainers' libraries, where there is one.
enum PeersPython {
  static let path = getenv("SLUICE_PEERS_PYTHON").map { String(cString: $0) }
}

private enum ExchangePath {
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }
  static func folder(_ path: String) -> String {
    "/" + path.split(separator: "/").dropLast().joined(separator: "/")
  }
}

/// The checksum of zlib, bit by bit.
private enum CRC32 {
  static func of(_ tokens: some Sequence<UInt32>) -> UInt32 {
    var crc = UInt32.max
    for token in tokens {
      for shift in [0, 8, 16, 24] as [UInt32] {
        crc ^= token >> shift & 0xFF
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
    }
    return ~crc
  }
}
