import Compression
import Pipelines
import Shards
import TestSupport
import Testing

@Suite("Inputs that are read again")
struct ChangedInputTests {
  let folder = TemporaryFolder()

  private func shard(_ lines: [String], format: RecordFormat = .jsonl) throws -> InputShard {
    let path = folder.write(lines.joined(separator: "\n"), to: "in")
    return try InputListing.shards(source: "web", patterns: [path], format: format)[0]
  }

  private func read(_ shard: InputShard) throws -> [Document] {
    let path = folder.path
    return try all(
      ShardAccess().openInput(
        shard, quarantine: QuarantineFiles(raw: { path + "/raw" }, list: { path + "/list" })))
  }

  private func write(_ documents: [Document], keepsRecords: Bool = false) throws -> String {
    let path = folder.path + "/passed"
    var sink = try ShardAccess().createIntermediate(path, keepsRecords: keepsRecords)
    for document in documents { try sink.append(document) }
    try sink.finish()
    return path
  }

  private func all(_ source: any DocumentSource) throws -> [Document] {
    var source = source
    var documents: [Document] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) { documents += batch }
    return documents
  }

  private func readAgain(_ path: String, _ shard: InputShard) throws -> [Document] {
    try all(ShardAccess().openIntermediate(path, of: shard))
  }

  private func letters(_ count: Int, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    return String(
      decoding: (0..<count).map { _ in UInt8(97 + random.next() % 26) }, as: UTF8.self)
  }

  /// Lines of all kinds: documents, blank lines, records that cannot be used.
  private func randomLines(_ random: inout SplitMix64) -> [String] {
    (0..<Int.random(in: 1..<400, using: &random)).map { index in
      switch Int.random(in: 0..<10, using: &random) {
      case 0: ""
      case 1: "no record"
      case 2: #"{"text":7}"#
      default:
        #"{"id":\#(index),"text":"\u00e9 \#(String(repeating: "w ", count: Int(random.next() % 60)))"}"#
      }
    }
  }

  /// Drops some documents, changes and notes others.
  private func stages(_ documents: [Document], _ random: inout SplitMix64) -> [Document] {
    documents.compactMap { document in
      var document = document
      switch Int.random(in: 0..<6, using: &random) {
      case 0, 1: return nil
      case 2: document.replaceText(with: utf8("changed \(random.next())"))
      case 3: document.replaceText(with: [])
      case 4: document.notes.set("stage.value", to: 0.5)
      default: break
      }
      if Bool.random(using: &random) { document.notes.set("stage.word", to: "é") }
      return document
    }
  }

  private func expectEqual(_ left: [Document], _ right: [Document]) {
    #expect(left.map(\.id) == right.map(\.id))
    for (left, right) in zip(left, right) {
      #expect(left.byteOffset == right.byteOffset)
      #expect(left.text == right.text)
      #expect(left.isTextChanged == right.isTextChanged)
      #expect(left.notes == right.notes)
      #expect(left.record.bytes == right.record.bytes)
      #expect(left.record.fields.map(\.value) == right.record.fields.map(\.value))
    }
  }

  @Test(
    "give what the pass before left, pass after pass",
    arguments: [RecordFormat.jsonl, .bookLines, .book], UInt64(0)..<12)
  func roundTrip(format: RecordFormat, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let shard = try shard(randomLines(&random), format: format)
    let first = stages(try read(shard), &random)
    let again = try readAgain(write(first), shard)
    expectEqual(again, first)
    let second = stages(again, &random)
    expectEqual(try readAgain(write(second), shard), second)
    expectEqual(try readAgain(write(second, keepsRecords: true), shard), second)
  }

  @Test("hold only what changed")
  func size() throws {
    let lines = (0..<200).map { #"{"text":"\#(letters(2000, seed: UInt64($0)))"}"# }
    let shard = try shard(lines)
    let documents = try read(shard)
    #expect(try StreamContent(write(documents)).bytes.count < 200 * 24)
  }

  @Test(
    "are refused when a record differs, though size, start and end of the file are as they were",
    arguments: [RecordFormat.jsonl, .bookLines], [0, 1, 7, 8, 30, 31, 32, 33, 63, 64, 90])
  func changedInput(format: RecordFormat, place: Int) throws {
    let padding = #"{"text":"\#(String(repeating: "p", count: 80_000))"}"#
    let text = letters(100, seed: 3)
    let separator = format == .jsonl ? "" : "\n"
    let lines = [padding, separator, #"{"text":"\#(text)"}"#, separator, padding]
    let shard = try shard(lines, format: format)
    let path = try write(try read(shard))
    var bytes = TemporaryFolder.bytes(ofFile: shard.path)
    let offset = padding.utf8.count + 10 + place + (format == .jsonl ? 2 : 3)
    bytes[offset] = bytes[offset] == 0x78 ? 0x79 : 0x78
    _ = folder.write(bytes, to: "in")
    try InputListing.checkUnchanged(shard)
    let error = #expect(throws: FileError.self) { try readAgain(path, shard) }
    #expect(error?.path == shard.path)
    #expect(error?.reason.contains("found other records than the pass before") == true)
  }

  @Test("are refused when the file has another size")
  func grownInput() throws {
    let shard = try shard([#"{"text":"a"}"#])
    let path = try write(try read(shard))
    _ = folder.write("{\"text\":\"a\"}\n{\"text\":\"b\"}", to: "in")
    let error = #expect(throws: FileError.self) { try readAgain(path, shard) }
    #expect(error?.reason.contains("expected an unchanged file") == true)
  }

  @Test("are refused when a record is gone or cannot be used any more")
  func missingRecord() throws {
    var shard = try shard([#"{"text":"a"}"#, #"{"text":"b"}"#])
    shard.contentSample = ""
    let path = try write(try read(shard))
    for content in [#"{"text":"a"}"#, "{\"text\":\"a\"}\n{\"text\":7}", ""] {
      _ = folder.write(content, to: "in")
      #expect(throws: FileError.self, "\(content)") { try readAgain(path, shard) }
    }
  }

  @Test("are refused with a list of changes cut at any byte")
  func truncation() throws {
    var random = SplitMix64(seed: 2)
    let shard = try shard(randomLines(&random))
    let whole = TemporaryFolder.bytes(ofFile: try write(stages(try read(shard), &random)))
    for length in stride(from: 0, to: whole.count, by: 13) {
      let path = folder.write(whole.prefix(length), to: "cut")
      let error = #expect(throws: FileError.self, "cut at \(length)") {
        try readAgain(path, shard)
      }
      #expect(error?.path == path)
    }
  }

  @Test("are never a crash with hostile changes", arguments: UInt64(0)..<200)
  func hostile(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let shard = try shard((0..<4).map { #"{"text":"\#($0)"}"# })
    var bytes = try StreamContent(write(stages(try read(shard), &random))).bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes[Int.random(in: 8..<bytes.count, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    let sink = try ZstdWriter(FileWriter(creating: folder.path + "/hostile"))
    try sink.write(bytes)
    try sink.finish()
    do { _ = try readAgain(folder.path + "/hostile", shard) } catch { #expect(error is FileError) }
  }
}
