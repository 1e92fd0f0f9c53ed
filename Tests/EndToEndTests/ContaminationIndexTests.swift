import TestSupport
import Testing

/// `sluice contamination index` and `query`.
@Suite struct ContaminationIndexTests {
  /// A corpus of two shards, of which one is compressed, and a set of which the corpus holds some items.
  private static func material() -> TemporaryFolder {
    let folder = TemporaryFolder()
    var random = SplitMix64(seed: 1)
    func text(_ count: Int) -> String {
      (0..<count).map { _ in "word\(random.next() % 3000)" }.joined(separator: " ")
    }
    let items = (0..<40).map { text(5 + $0) }
    var shards: [[String]] = [[], []]
    for record in 0..<400 {
      let planted = record % 20 == 7 ? " " + items[record / 20].uppercased() + ". " : " "
      let id = record % 3 == 0 ? #""id": "d\#(record)", "# : ""
      let line = #"{\#(id)"text": "\#(text(60) + planted + text(40))"}"#
      shards[record % 2].append(record == 111 ? #"{"txt": 1}"# : line)
    }
    folder.write(shards[0].joined(separator: "\n"), to: "corpus/a.jsonl")
    folder.write(shards[1].joined(separator: "\n"), to: "corpus/b.jsonl")
    _ = try? Command.shell("gzip corpus/b.jsonl", in: folder.path)
    folder.write(
      items.map { #"{"question": "\#($0)", "answer": ""}"# }.joined(separator: "\n"),
      to: "set.jsonl")
    return folder
  }

  private static func sluice(_ line: String, in folder: TemporaryFolder) throws -> Command {
    try Command.shell("sluice contamination " + line, in: folder.path)
  }

  @Test(
    "a query reports what a check of the corpus reports", arguments: ["gpt3", "gpt2", "sluice"])
  func equal(method: String) throws {
    let folder = Self.material()
    let built = try Self.sluice("index --corpus corpus --output index --json", in: folder)
    // One record has no text.
    #expect(built.status == 2, "\(built.errors)")
    #expect(try built.json["documents"]?.number == 399)
    #expect(try built.json["guaranteedWords"]?.number == 3)
    #expect(try #require(try built.json["bytesPerWord"]?.number) > 1)
    let end = "--benchmarks set.jsonl --method \(method) --json"
    let check = try Self.sluice("check --corpus corpus \(end)", in: folder)
    let query = try Self.sluice("query --index index \(end)", in: folder)
    #expect(query.status == 0, "\(query.errors)")
    let (found, expected) = (try query.json, try check.json)
    for key in ["benchmarks", "documents", "bytes", "method"] {
      #expect(found[key] == expected[key], "\(key)")
    }
    #expect(try #require(found["benchmarks"]?.items.first?["dirty"]?.number) >= 10)
    #expect(try #require(found["candidates"]?.number) < 100)
    #expect(found["notGuaranteed"] == (try JSON("{}")))
  }

  @Test func `an index is built once, and goes on after an interruption`() throws {
    let folder = Self.material()
    _ = try Self.sluice("index --corpus corpus --output whole", in: folder)
    let again = try Self.sluice("index --corpus corpus --output whole", in: folder)
    #expect(again.status == 0 && again.output.hasPrefix("whole: 399 documents"))
    // One shard was done when the command ended.
    _ = try Self.sluice("index --corpus corpus --output broken --workers 1", in: folder)
    #expect(folder.read("broken/postings") == folder.read("whole/postings"))
    #expect(folder.read("broken/index.json") == folder.read("whole/index.json"))
    let other = try Self.sluice(
      "index --corpus corpus --output whole --shingle-words 5 --window 4", in: folder)
    #expect(other.status == 64)
    #expect(other.errors.contains("name another folder"), "\(other.errors)")
  }

  @Test func `moved shards are found by name, changed ones are refused`() throws {
    let folder = Self.material()
    _ = try Self.sluice("index --corpus corpus --output index", in: folder)
    let end = "--benchmarks set.jsonl --method gpt3"
    let before = try Self.sluice("query --index index \(end)", in: folder)
    _ = try Command.shell("mv corpus moved", in: folder.path)
    let lost = try Self.sluice("query --index index \(end)", in: folder)
    #expect(lost.status == 1)
    #expect(lost.errors.contains("--corpus"), "\(lost.errors)")
    let moved = try Self.sluice("query --index index --corpus moved \(end)", in: folder)
    #expect(moved.status == 0 && moved.output == before.output, "\(moved.errors)")
    _ = try Command.shell("mv moved corpus && echo '{}' >> corpus/a.jsonl", in: folder.path)
    let changed = try Self.sluice("query --index index \(end)", in: folder)
    #expect(changed.status == 1)
    #expect(changed.errors.contains("corpus/a.jsonl: error: found"), "\(changed.errors)")
  }

  @Test func `limits, damage and methods without words end with their own status`() throws {
    let folder = Self.material()
    _ = try Self.sluice("index --corpus corpus --output index", in: folder)
    let set = "--benchmarks set.jsonl"
    let dirty = try Self.sluice(
      "query --index index \(set) --method gpt2 --fail-above 0.01", in: folder)
    #expect(dirty.status == 3, "\(dirty.errors)")
    let characters = try Self.sluice("query --index index \(set) --method gpt4", in: folder)
    #expect(characters.status == 64)
    #expect(characters.errors.contains("contamination check"), "\(characters.errors)")
    let none = try Self.sluice("query --index corpus \(set)", in: folder)
    #expect(none.status == 64)
    _ = try Command.shell(
      "printf x | dd of=index/postings bs=1 seek=5000 conv=notrunc", in: folder.path)
    let damaged = try Self.sluice("query --index index \(set) --method gpt2", in: folder)
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("postings: error: found"), "\(damaged.errors)")
  }
}
