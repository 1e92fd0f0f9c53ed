import Glibc
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Input listing")
struct InputListingTests {
  let folder = TemporaryFolder()

  init() {
    for path in ["/b", "/b/deep", "/.hidden", "/docs"] { mkdir(folder.path + path, 0o755) }
    for name in [
      "a.jsonl", "c.json.gz", "b/a.jsonl", "b/deep/z.txt", ".hidden/x.jsonl", "b/README.md",
      "docs/x.md",
    ] {
      folder.write("{\"text\":\"\(name)\"}\n", to: name)
    }
  }

  private func list(_ patterns: String..., format: RecordFormat? = nil) throws -> [InputShard] {
    let full = patterns.map {
      $0.hasPrefix("@") ? "@\(folder.path)/\($0.dropFirst())" : "\(folder.path)/\($0)"
    }
    return try InputListing.shards(source: "web", patterns: full, format: format, firstOrdinal: 10)
  }

  private func problem(_ patterns: String...) -> ListingError.Problem? {
    do {
      _ = try InputListing.shards(source: "s", patterns: patterns.map { "\(folder.path)/\($0)" })
      return nil
    } catch { return (error as? ListingError)?.problem }
  }

  private func names(_ shards: [InputShard]) -> [String] {
    shards.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test("globs, folders and files give sorted shards with ordinals, formats, sizes and samples")
  func patterns() throws {
    let shards = try list("c*", "b", "a.jsonl")
    #expect(names(shards) == ["a.jsonl", "b/a.jsonl", "b/deep/z.txt", "c.json.gz"])
    #expect(shards.map(\.ordinal) == [10, 11, 12, 13])
    #expect(shards.map(\.format) == ["jsonl", "jsonl", "book", "jsonl"])
    #expect(shards.map(\.name) == ["a", "a-2", "z", "c"])
    #expect(shards.map(\.bytes) == [19, 21, 24, 21])
    #expect(Set(shards.map(\.contentSample)).count == 4)
    #expect(names(try list("?.jsonl", "b/[a-c].jsonl")) == ["a.jsonl", "b/a.jsonl"])
  }

  @Test("a format that is given counts for every file of a folder")
  func formatOverride() throws {
    let shards = try list("b", format: .bookLines)
    #expect(names(shards) == ["b/README.md", "b/a.jsonl", "b/deep/z.txt"])
    #expect(Set(shards.map(\.format)) == ["book-lines"])
  }

  @Test("list files hold paths and globs, with comments")
  func lists() throws {
    folder.write("# shards\n\n  \(folder.path)/a.jsonl \r\n\(folder.path)/b/*.jsonl", to: "my.list")
    #expect(names(try list("@my.list")) == ["a.jsonl", "b/a.jsonl"])
    #expect(names(try list("my.list")) == ["a.jsonl", "b/a.jsonl"])
    folder.write("@\(folder.path)/my.list\n", to: "outer.list")
    #expect(problem("outer.list") == .nestedList)
    folder.write("# nothing\n", to: "empty.list")
    #expect(problem("empty.list") == .noMatch)
  }

  @Test(
    "what cannot be used is a typed error",
    arguments: [
      ("*.parquet", .noMatch), ("none/*.jsonl", .noMatch), ("a.jsonl/*", .noMatch),
      ("none.jsonl", .missing), ("a.jsonl/x.jsonl", .missing),
      ("docs", .noMatch),
      ("b/README.md", .unknownFormat), ("none.list", .missing), ("loop", .unreadable),
    ] as [(String, ListingError.Problem)])
  func problems(pattern: String, expected: ListingError.Problem) {
    symlink("loop", folder.path + "/loop")
    #expect(problem(pattern) == expected)
  }

  private func message(_ pattern: String) -> String {
    let error = #expect(throws: ListingError.self) {
      try InputListing.shards(source: "s", patterns: ["\(folder.path)/\(pattern)"])
    }
    return error?.description.replacing(folder.path + "/", with: "") ?? ""
  }

  @Test("a message names the pattern once")
  func messages() {
    #expect(
      message("none.jsonl") == "'none.jsonl' does not exist; check the path and the current folder")
    #expect(
      message("b/README.md") == "the name of 'b/README.md' tells no format; set 'format' to one of "
        + "jsonl, book, book-lines (on the command line: --format)")
    #expect(
      message("*.parquet")
        == "'*.parquet': the pattern matches no file; check the path and the current folder")
    #expect(message("docs").hasPrefix("'docs': found no file of a known format"))
  }

  @Test("paths are those of every format, and tell the files that were named")
  func paths() throws {
    let found = try InputListing.paths(["\(folder.path)/b", "\(folder.path)/c.json.gz"])
    #expect(
      found.map { String($0.path.dropFirst(folder.path.count + 1)) }
        == ["b/README.md", "b/a.jsonl", "b/deep/z.txt", "c.json.gz"])
    #expect(found.map(\.isNamed) == [false, false, false, true])
    #expect(throws: ListingError.self) { try InputListing.paths(["\(folder.path)/none"]) }
  }

  @Test("a file named twice is refused, also through a link")
  func duplicates() {
    #expect(problem("a.jsonl", "*.jsonl") == .duplicate)
    symlink("a.jsonl", folder.path + "/same.jsonl")
    #expect(problem("a.jsonl", "same.jsonl") == .duplicate)
  }

  @Test("a folder that links to itself is listed once")
  func folderLoop() throws {
    symlink(folder.path + "/b", folder.path + "/b/again")
    #expect(names(try list("b")) == ["b/a.jsonl", "b/deep/z.txt"])
  }

  @Test(
    "a file without read permission is a typed error",
    .enabled(if: geteuid() != 0, "root reads everything"))
  func unreadable() {
    chmod(folder.path + "/a.jsonl", 0)
    #expect(problem("a.jsonl") == .unreadable)
  }

  @Test("names stay unique when a number is already taken")
  func nameCollisions() throws {
    for path in ["p", "q"] { mkdir(folder.path + "/" + path, 0o755) }
    for name in ["p/x-2.txt", "p/x.txt", "q/x.txt", "q/y: z.txt"] { folder.write("t", to: name) }
    #expect(try list("p", "q").map(\.name) == ["x-2", "x", "x-3", "y--z"])
  }

  @Test("the content sample sees size, start and end")
  func samples() throws {
    var bytes = [UInt8](repeating: 0x61, count: 300_000)
    let base = try InputListing.contentSample(folder.write(bytes, to: "s"))
    #expect(base.bytes == 300_000)
    bytes[150_000] = 0x62
    #expect(try InputListing.contentSample(folder.write(bytes, to: "s")).hash == base.hash)
    for index in [0, 65_535, 299_999] {
      var changed = bytes
      changed[index] = 0x63
      #expect(try InputListing.contentSample(folder.write(changed, to: "s")).hash != base.hash)
    }
    #expect(try InputListing.contentSample(folder.write(bytes + [0x61], to: "s")).hash != base.hash)
  }

  @Test("side inputs are read in path order, with or without a text")
  func sideInputs() throws {
    folder.write("{\"question\":\"q1\"}\n{\"text\":\"t\"}\n", to: "z1.jsonl")
    folder.write("{\"text\":5}\n", to: "z0.jsonl")
    var seen: [String] = []
    try FileSideInputs().forEachDocument(in: [folder.path + "/z*.jsonl"]) { document, path in
      let field = document.record.valueRange(of: "question").map { document.record.bytes[$0] } ?? []
      seen.append(
        "\(path.suffix(8)) \(document.id.input) \(document.id.record) \(String(decoding: document.text, as: UTF8.self))"
          + String(decoding: field, as: UTF8.self))
    }
    #expect(seen == ["z0.jsonl 0 0 ", "z1.jsonl 1 0 \"q1\"", "z1.jsonl 1 1 t"])
  }

  @Test("damage in a side input is an error that names the record")
  func damagedSideInput() {
    let path = folder.write("{\"text\":\"a\"}\n{\n", to: "side.jsonl")
    let problem = #expect(throws: RecordProblem.self) {
      try FileSideInputs().forEachDocument(in: [path]) { _, _ in }
    }
    #expect(problem?.record == 2)
  }
}
