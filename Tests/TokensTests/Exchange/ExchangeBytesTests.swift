import TestSupport
import Testing
import Text
import Tokens

/// What is written, against bytes worked out by hand from the descriptions of the formats.
@Suite struct ExchangeBytesTests {
  static let documents: [[UInt32]] = [[7, 8], []]

  @Test("a file of nanoGPT is tokens of 16 bits, the end of text behind each document")
  func nanoGPT() throws {
    let folder = TemporaryFolder()
    let writer = try NanoGPTWriter(path: folder.path + "/train.bin", endOfText: 50256)
    #expect(
      try ExchangeSupport.write(Self.documents, with: writer) == [folder.path + "/train.bin"])
    #expect(folder.read("train.bin") == [7, 0, 8, 0, 0x50, 0xC4, 0x50, 0xC4])
  }

  @Test(
    "an index of Megatron has the kind of token, lengths, byte offsets and documents",
    arguments: [(65_499, 8, 2), (65_500, 4, 4)])
  func megatron(vocabularySize: Int, code: UInt8, width: UInt8) throws {
    let folder = TemporaryFolder()
    let writer = try MegatronWriter(
      path: folder.path + "/a_text_document", vocabularySize: vocabularySize, endOfText: 1)
    let paths = try ExchangeSupport.write(Self.documents, with: writer)
    #expect(
      paths.map { $0.dropFirst(folder.path.count) } == [
        "/a_text_document.bin", "/a_text_document.idx",
      ])
    let zeros = [UInt8](repeating: 0, count: Int(width) - 1)
    #expect(folder.read("a_text_document.bin") == [7, 8, 1, 1].flatMap { [$0] + zeros })
    func wide(_ numbers: UInt8...) -> [UInt8] {
      numbers.flatMap { [$0] + [UInt8](repeating: 0, count: 7) }
    }
    let expected: [UInt8] =
      Array("MMIDIDX".utf8) + [0, 0] + wide(1) + [code] + wide(2, 3) + [3, 0, 0, 0, 1, 0, 0, 0]
      + wide(0, 3 * width) + wide(0, 1, 2)
    #expect(folder.read("a_text_document.idx") == expected)
  }

  @Test("datatrove has tokens, ends of documents and three lines of metadata")
  func datatrove() throws {
    let folder = TemporaryFolder()
    let writer = DatatroveWriter(
      folder: folder.path, vocabularySize: 300, endOfText: 1, tokenizer: "gpt2")
    let name = "00000_00000_shuffled.ds"
    #expect(
      try ExchangeSupport.write(Self.documents, with: writer)
        == [".index", ".metadata", ""].map { "\(folder.path)/\(name)\($0)" })
    #expect(folder.read(name) == [7, 0, 8, 0, 1, 0, 1, 0])
    #expect(
      folder.read(name + ".index") == [3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0])
    #expect(folder.read(name + ".metadata") == Array("gpt2|2\n4\n4.00 T".utf8))
  }

  @Test(
    "counts are shortened as humanize 4.x does",
    arguments: [
      (0, "0.00 T"), (1, "1.00 T"), (10, "10.0 T"), (99, "99.0 T"), (100, "100 T"), (999, "999 T"),
      (1000, "1.00 kT"), (1115, "1.11 kT"), (1125, "1.12 kT"), (1500, "1.50 kT"),
      (9994, "9.99 kT"), (9995, "9.99 kT"), (9999, "10.0 kT"), (12345, "12.3 kT"),
      (99949, "99.9 kT"), (99950, "100 kT"), (99999, "100 kT"), (999_499, "999 kT"),
      (999_999, "1.00 MT"),
      (1_005_000, "1.00 MT"), (123_456_789, "123 MT"), (1_000_000_000, "1.00 GT"),
    ])
  func metric(count: Int, expected: String) {
    #expect(MetricCount.text(count, unit: "T") == expected)
  }

  @Test("dolma has raw tokens and a packed row per document")
  func dolma() throws {
    let folder = TemporaryFolder()
    let writer = DolmaWriter(folder: folder.path, vocabularySize: 65_537, endOfText: 1)
    for (place, source) in [(1, "a"), (3, "b, \"c\"")] {
      var document = TokenDocument(place == 1 ? [7, 8] : [])
      document.source = source
      document.place = place
      document.key = Hash128(high: 1, low: UInt64(place))
      try writer.append(document)
    }
    let paths = try writer.finish()
    #expect(paths == ["csv.gz", "npy"].map { folder.path + "/part-0-00000." + $0 })
    #expect(
      folder.read("part-0-00000.npy") == [7, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    let rows = try StreamContent(folder.path + "/part-0-00000.csv.gz").bytes
    let zeros = String(repeating: "0", count: 15)
    #expect(
      String(decoding: rows, as: UTF8.self)
        == "0,3,\(zeros)1\(zeros)1,a,1\r\n3,4,\(zeros)1\(zeros)3,\"b, \"\"c\"\"\",3\r\n")
    let read = try ExchangeSupport.read(paths, .dolma, vocabularySize: 65_537, endOfText: 1)
    #expect(read.map(\.source) == ["a", "b, \"c\""] && read.map(\.place) == [1, 3])
    #expect(read.map(\.key) == [Hash128(high: 1, low: 1), Hash128(high: 1, low: 3)])
  }

  @Test("an MDS shard of documents has sizes, the settings and arrays with their length")
  func mdsDocuments() throws {
    let folder = TemporaryFolder()
    let writer = MDSWriter(folder: folder.path, vocabularySize: 300, endOfText: 1)
    #expect(
      try ExchangeSupport.write(Self.documents, with: writer)
        == ["shard.00000.mds", "index.json"].map { "\(folder.path)/\($0)" })
    let columns =
      #""column_encodings": ["ndarray:uint16"], "column_names": ["tokens"], "#
      + #""column_sizes": [null], "compression": null, "format": "mds", "hashes": [], "#
    let settings = "{\(columns)\"size_limit\": 67108864, \"version\": 2}"
    #expect(settings.utf8.count == 182)
    // 2 samples, at 16 + 182 = 198, + 4 + 2 + 6 = 210, + 4 + 2 + 2 = 218.
    let expected: [UInt8] =
      [2, 0, 0, 0, 198, 0, 0, 0, 210, 0, 0, 0, 218, 0, 0, 0] + Array(settings.utf8)
      + [8, 0, 0, 0, 4, 3, 7, 0, 8, 0, 1, 0] + [4, 0, 0, 0, 4, 1, 1, 0]
    #expect(folder.read("shard.00000.mds") == expected)
    let index =
      "{\"shards\": [{\(columns)\"raw_data\": {\"basename\": \"shard.00000.mds\", \"bytes\": 218, "
      + "\"hashes\": {}}, \"samples\": 2, \"size_limit\": 67108864, \"version\": 2, "
      + "\"zip_data\": null}], \"version\": 2}"
    #expect(String(decoding: folder.read("index.json"), as: UTF8.self) == index)
  }

  @Test("MDS rows of one length are the values alone; what is left over is counted")
  func mdsRows() throws {
    let folder = TemporaryFolder()
    let writer = MDSWriter(
      folder: folder.path, vocabularySize: 300, endOfText: 1, sequenceLength: 2)
    let paths = try ExchangeSupport.write([[7, 8], [], [9, 10, 11]], with: writer)
    // 7 8 1 1 9 10 11 1: four rows.
    #expect(writer.leftOverTokens == 0)
    #expect(folder.read("shard.00000.mds").suffix(8) == [9, 0, 10, 0, 11, 0, 1, 0])
    let read = try ExchangeSupport.read(paths, .mds, vocabularySize: 300, endOfText: 1)
    #expect(read.map(\.list) == [[7, 8], [], [9, 10, 11]])
    let rows = try ExchangeSupport.read(paths, .mds, vocabularySize: 300, endOfText: nil)
    #expect(rows.map(\.list) == [[7, 8], [1, 1], [9, 10], [11, 1]])
    let other = MDSWriter(
      folder: folder.path, vocabularySize: 300, endOfText: 1, sequenceLength: 3)
    _ = try ExchangeSupport.write([[7, 8], [9]], with: other)
    #expect(other.leftOverTokens == 2)
  }

  @Test("MDS shards end at their size, and a row that is larger has one of its own")
  func mdsLimit() throws {
    let folder = TemporaryFolder()
    let writer = MDSWriter(
      folder: folder.path, vocabularySize: 300, endOfText: 1, isCompressed: true, sizeLimit: 400)
    let documents: [[UInt32]] = (0..<40).map { length in
      (0..<(length == 20 ? 5000 : length)).map { _ in UInt32(length + 2) }
    }
    let paths = try ExchangeSupport.write(documents, with: writer)
    #expect(paths.count > 5 && paths.dropLast().allSatisfy { $0.hasSuffix(".mds.zstd") })
    let read = try ExchangeSupport.read(paths, .mds, vocabularySize: 300, endOfText: 1)
    #expect(read.map(\.list) == documents)
  }
}
