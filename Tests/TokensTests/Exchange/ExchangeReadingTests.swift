import TestSupport
import Testing
import Tokens

@Suite struct ExchangeReadingTests {
  @Test("a stream that starts inside a document says so, and a document goes on in the next file")
  func continuation() throws {
    let folder = TemporaryFolder()
    func shard(_ tokens: [UInt16], _ name: String) -> String {
      var bytes: [UInt8] = []
      for number in [20_240_520, 1, UInt32(tokens.count)] + [UInt32](repeating: 0, count: 253) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
      }
      for token in tokens {
        withUnsafeBytes(of: token.littleEndian) { bytes.append(contentsOf: $0) }
      }
      return folder.write(bytes, to: name)
    }
    let paths = [
      shard([5, 6, 0, 7], "a_000001.bin"), shard([8], "a_000002.bin"), shard([], "a_000003.bin"),
      shard([0, 0], "a_000004.bin"),
    ]
    let read = try ExchangeSupport.read(paths, .llmC, vocabularySize: 9, endOfText: 0)
    #expect(read.map(\.list) == [[5, 6], [7, 8], [], []])
    #expect(read.map(\.isContinuation) == [true, false, false, false])
    #expect(read.map(\.source) == ["a_000001", "a_000001", "a_000004", "a_000004"])
  }

  @Test("files of nanoGPT end a document, with or without the end of text")
  func separateFiles() throws {
    let folder = TemporaryFolder()
    let paths = [
      folder.write([5, 0, 0, 0, 6, 0], to: "a.bin"), folder.write([7, 0], to: "b.bin"),
    ]
    let read = try ExchangeSupport.read(paths, .nanoGPT, vocabularySize: 9, endOfText: 0)
    #expect(read.map(\.list) == [[5], [6], [7]])
    #expect(read.map(\.source) == ["a", "a", "b"] && read.map(\.place) == [1, 2, 1])
  }

  @Test("10,000 shards are read one at a time, in their order")
  func manyFiles() throws {
    let folder = TemporaryFolder()
    let paths = (0..<10_000).map { number in
      folder.write([UInt8(number & 0xFF), UInt8(number >> 8), 255, 255], to: "\(number).bin")
    }
    let read = try ExchangeSupport.read(paths, .nanoGPT, vocabularySize: 65_536, endOfText: 65_535)
    #expect(read.map(\.list) == (0..<10_000).map { [$0] })
  }

  @Test("a stream without separators arrives in pieces and loses nothing")
  func pieces() throws {
    let folder = TemporaryFolder()
    let count = TokenDocument.maximumTokens + 3
    var bytes = [UInt8](repeating: 1, count: 2 * count)
    bytes.append(contentsOf: [0, 0])
    let path = folder.write(bytes, to: "train.bin")
    let read = try ExchangeSupport.read([path], .nanoGPT, vocabularySize: 258, endOfText: 0)
    #expect(read.map(\.tokens.count) == [TokenDocument.maximumTokens, 3])
    #expect(read.map(\.isContinuation) == [false, true])
  }

  @Test(
    "Megatron's pairs made by Megatron-LM are read in full",
    .enabled(if: SharedData.isAvailable, "no ../shared/data beside the checkout"))
  func megatronSample() throws {
    // Counts and the sum of each token times its place from 1, from NumPy.
    for (name, tokens, sum) in [
      ("inputs", 5945, 489_402_099_774), ("targets", 244, 1_771_818_008),
    ] {
      let shard = try MegatronShard(
        opening: SharedData.path("shards/megatron-agnews-\(name).idx"), vocabularySize: 250_628)
      #expect(shard.documentCount == 100 && shard.sequenceCount == 100)
      #expect(shard.tokenCount == tokens && shard.kind == .int32)
      var all = ContiguousArray<UInt32>()
      for document in 0..<shard.documentCount { try shard.readDocument(document, into: &all) }
      #expect(all.count == tokens && all.starts(with: name == "inputs" ? [10_560] : [126_148]))
      #expect(all.enumerated().reduce(0) { $0 + ($1.offset + 1) * Int($1.element) } == sum)
    }
  }

  @Test("every kind of integer of Megatron is read; sequences of a document are joined")
  func megatronKinds() throws {
    let folder = TemporaryFolder()
    for (code, width) in [(1, 1), (2, 1), (3, 2), (4, 4), (5, 8), (8, 2)] {
      let values = [5, 6, 7, 100]
      folder.write(
        values.flatMap { [UInt8($0)] + [UInt8](repeating: 0, count: width - 1) }, to: "a.bin")
      var index = Array("MMIDIDX".utf8) + [0, 0]
      func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { index.append(contentsOf: $0) }
      }
      add(UInt64(1))
      add(UInt8(code))
      add(UInt64(3))
      add(UInt64(3))
      for length in [1, 2, 1] as [Int32] { add(length) }
      for start in [0, 1, 3] { add(Int64(start * width)) }
      for bound in [0, 2, 3] as [Int64] { add(bound) }
      // Modes of a multimodal set: one byte per sequence.
      let path = folder.write(index + [0, 1, 0], to: "a.idx")
      let read = try ExchangeSupport.read([path], .megatron, vocabularySize: 101, endOfText: 7)
      #expect(read.map(\.list) == [[5, 6], [100]])
    }
  }

  @Test(
    "MDS columns of every kind are told apart",
    arguments: [
      ("ndarray:uint16:2", [1, 0, 2, 0]),
      ("ndarray:int64:1,1,2", [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]),
      ("ndarray:int32", [4, 2, 1, 0, 0, 0, 2, 0, 0, 0]), ("ndarray:uint8", [9, 1, 0, 2, 0, 1, 2]),
      ("ndarray", [17, 5, 2, 0, 1, 0, 2, 0]), ("ndarray", [9, 7, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]),
      ("bytes", [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func mdsColumns(encoding: String, value: [UInt8]) throws {
    let folder = TemporaryFolder()
    let isFixed = encoding.split(separator: ":").count == 3
    // Columns before and after the tokens, of fixed and of other size.
    let head: [UInt8] = [3, 0, 0, 0] + (isFixed ? [] : [UInt8(value.count), 0, 0, 0])
    let sample = head + [0x61, 0x62, 0x63] + value + [9, 9, 9, 9, 9, 9, 9, 9]
    let shard: [UInt8] = [1, 0, 0, 0, 12, 0, 0, 0, UInt8(12 + sample.count), 0, 0, 0] + sample
    folder.write(shard, to: "shard.00000.mds")
    let size = isFixed ? String(value.count) : "null"
    let index = folder.write(
      """
      {"version": 2, "shards": [{"column_names": ["a", "input_ids", "n"], "column_encodings":
      ["str", "\(encoding)", "int"], "column_sizes": [null, \(size), 8], "compression": null,
      "format": "mds", "hashes": [], "raw_data": {"basename": "shard.00000.mds", "bytes":
      \(shard.count), "hashes": {}}, "samples": 1, "size_limit": null, "version": 2,
      "zip_data": null}]}
      """, to: "index.json")
    let read = try ExchangeSupport.read([index], .mds, vocabularySize: 9, endOfText: nil)
    #expect(read.map(\.list) == [[1, 2]])
  }

  @Test("named files are reduced to those to open, and a word of the path tells the split")
  func selection() {
    #expect(
      ExchangeFormat.megatron.selecting(["a.bin", "a.idx", "b.idx", "c.txt"]) == ["a.idx", "b.idx"])
    #expect(
      ExchangeFormat.datatrove.selecting(["a.ds", "a.ds.index", "a.ds.metadata"]) == ["a.ds"])
    #expect(ExchangeFormat.dolma.selecting(["p.csv.gz", "p.npy"]) == ["p.npy"])
    #expect(
      ExchangeFormat.mds.selecting(["m/index.json", "m/shard.00000.mds"]) == ["m/index.json"])
    for path in ["val_000000.bin", "x/fineweb_val_000000.bin", "validation/index.json", "val.bin"] {
      #expect(ExchangeFormat.split(ofFile: path) == .validation)
    }
    for path in ["train.bin", "evaluation/a.bin", "invalid.bin"] {
      #expect(ExchangeFormat.split(ofFile: path) == .train)
    }
  }
}
