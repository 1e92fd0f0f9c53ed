import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Record formats")
struct RecordFormatTests {
  @Test(
    "names tell formats",
    arguments: [
      ("c4-train.00000-of-01024.json.gz", .jsonl, "c4-train.00000-of-01024"),
      ("a.jsonl", .jsonl, "a"),
      ("a.jsonl.zst", .jsonl, "a"), ("a.ndjson.zstd", .jsonl, "a"), ("Emma.txt", .book, "Emma"),
      ("Emma.txt.gz", .book, "Emma"), ("notes.md", nil, "notes.md"), ("a.gz", nil, "a"),
      (".json", .jsonl, ".json"),
    ] as [(String, RecordFormat?, String)])
  func names(file: String, format: RecordFormat?, shard: String) {
    #expect(RecordFormat(fileName: file) == format)
    #expect(RecordFormat.shardName(ofFile: file) == shard)
  }

  @Test("an unknown format or a foreign compression is refused before reading")
  func refusals() {
    let folder = TemporaryFolder()
    let path = folder.write([0x50, 0x4B, 3, 4] + [UInt8](repeating: 9, count: 60), to: "a.jsonl")
    for (format, expected) in [
      ("xml", "expected one of jsonl, book, book-lines"), ("jsonl", "found zip data"),
    ] {
      let shard = InputShard(
        ordinal: 0, source: "s", name: "a", path: path, format: format, bytes: 0)
      let error = #expect(throws: FileError.self) {
        try ShardReader.open(shard, sink: ProblemRefusal())
      }
      #expect(error?.description.contains(expected) == true)
    }
  }
}
