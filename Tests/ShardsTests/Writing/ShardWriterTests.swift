import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Shard writers")
struct ShardWriterTests {
  let folder = TemporaryFolder()
  let shard = InputShard(
    ordinal: 0, source: "web", name: "s", path: "s.jsonl", format: "jsonl", bytes: 0)

  @Test("dropped documents carry rule, value, threshold, twin, detail and text")
  func dropped() throws {
    let writer = try DroppedShardWriter(folder.path + "/d.jsonl.zst", inputs: [shard])
    let document = Document(id: DocumentID(input: 0, record: 4), text: utf8("some \"text\""))
    try writer.append(document, reason: DropReason("too-few-words", value: 49, threshold: 50))
    try writer.append(
      document,
      reason: DropReason("duplicate", twin: DocumentID(input: 0, record: 1), detail: "bänd"))
    try writer.finish()
    let expected = """
      {"id":"web/s:5","rule":"too-few-words","value":49,"threshold":50,"text":"some \\"text\\""}
      {"id":"web/s:5","rule":"duplicate","twin":"web/s:2","detail":"bänd","text":"some \\"text\\""}

      """
    #expect(try StreamContent(folder.path + "/d.jsonl.zst").bytes == utf8(expected))
  }

  private func quarantineFiles(_ made: @escaping (String) -> Void = { _ in }) -> QuarantineFiles {
    let path = folder.path
    return QuarantineFiles(
      raw: {
        made("raw"); return path + "/q.raw.zst"
      },
      list: {
        made("list"); return path + "/q.jsonl"
      })
  }

  @Test("the quarantine holds the raw bytes and says which belong to which problem")
  func quarantine() throws {
    let path = folder.write("{\"text\":\"a\"}\nwrong\n{\"text\":5}\n", to: "s.jsonl")
    var input = shard
    input.path = path
    var source = try ShardAccess().openInput(input, quarantine: quarantineFiles())
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {}
    #expect(try StreamContent(folder.path + "/q.raw.zst").bytes == utf8("wrong\n{\"text\":5}\n"))
    let lines = String(decoding: folder.read("q.jsonl"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix(
        #"{"id":"web/s:2","path":"\#(path)","record":2,"byteOffset":13,"kind":"invalid-json","#))
    #expect(lines[0].hasSuffix(#""rawStart":0,"rawBytes":5}"#))
    #expect(lines[1].contains(#""kind":"wrong-text-type""#))
    #expect(lines[1].hasSuffix(#""rawStart":6,"rawBytes":10}"#))
  }

  @Test("a clean shard makes no quarantine files")
  func cleanShard() throws {
    var input = shard
    input.path = folder.write("{\"text\":\"a\"}\n", to: "s.jsonl")
    let made = quarantineFiles { Issue.record("made \($0)") }
    var source = try ShardAccess().openInput(input, quarantine: made)
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {}
    #expect(source.problemTally.counts.isEmpty)
  }

  @Test("strict reading ends with the first problem, which is in the quarantine then")
  func strict() throws {
    var input = shard
    input.path = folder.write("{\"text\":\"a\"}\nwrong\n{\"text\":\"b\"}\n", to: "s.jsonl")
    var source = try ShardAccess(isStrict: true).openInput(input, quarantine: quarantineFiles())
    var batch: [Document] = []
    let problem = #expect(throws: RecordProblem.self) {
      while try source.nextBatch(into: &batch) {}
    }
    #expect(problem?.record == 2)
    #expect(try StreamContent(folder.path + "/q.raw.zst").bytes == utf8("wrong\n"))
  }

  @Test("settings of a source reach its reader and its writer")
  func sourceSettings() throws {
    var settings = SourceSettings()
    settings.textField = "body"
    settings.maximumRecordBytes = 1024
    let access = ShardAccess(sources: ["web": settings])
    var input = shard
    let long = String(repeating: "x", count: 2000)
    input.path = folder.write("{\"body\":\"a\"}\n{\"body\":\"\(long)\"}\n", to: "s.jsonl")
    var source = try access.openInput(input, quarantine: quarantineFiles())
    var documents: [Document] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) { documents += batch }
    #expect(documents.count == 1)
    #expect(source.problemTally["too-long"] == 1)
    documents[0].replaceText(with: utf8("b"))
    var sink = try access.createDocuments(folder.path + "/o.jsonl", shard: input)
    try sink.append(documents[0])
    try sink.finish()
    #expect(folder.read("o.jsonl") == utf8("{\"body\":\"b\"}\n"))
  }

  @Test("a file that changed since the plan is refused")
  func changedFile() throws {
    let path = folder.write("{\"text\":\"a\"}\n", to: "s.jsonl")
    let input = try #require(try InputListing.shards(source: "web", patterns: [path]).first)
    _ = try ShardAccess().openInput(input, quarantine: quarantineFiles())
    folder.write("{\"text\":\"b\"}\n", to: "s.jsonl")
    let error = #expect(throws: FileError.self) {
      try ShardAccess().openInput(input, quarantine: quarantineFiles())
    }
    #expect(error?.description.contains("make a new plan") == true)
  }

  @Test("a full disk reaches the caller of every writer")
  func fullDisk() throws {
    symlink("/dev/full", folder.path + "/full.jsonl")
    let noise = Document(id: DocumentID(rawValue: 0), text: Compressed.text(900_000, seed: 1))
    for make: () throws -> any DocumentSink in [
      { try JSONLinesShardWriter(folder.path + "/full.jsonl", shard: shard) },
      { try IntermediateWriter(folder.path + "/full.jsonl") },
    ] {
      let error = #expect(throws: FileError.self) {
        var sink = try make()
        for _ in 0..<3 { try sink.append(noise) }
        try sink.finish()
      }
      #expect(error?.code == ENOSPC)
    }
  }
}
