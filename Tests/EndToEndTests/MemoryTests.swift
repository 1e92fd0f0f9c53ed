import Glibc
import TestSupport
import Testing

/// How much memory the command takes for the largest records it accepts.
@Suite(.tags(.slow), .enabled(if: SlowTests.enabled)) struct MemoryTests {
  /// Above this a record is quarantined.
  private static let largestRecord = 64 << 20

  /// Sentences of words that compress and tokenize about as language does.
  private static func text(_ count: Int, seed: UInt64, lineEnd: String) -> [UInt8] {
    let lines = Compressed.text(1 << 20, seed: seed).flatMap {
      $0 == 0x0A ? Array(lineEnd.utf8) : [$0]
    }
    var text: [UInt8] = []
    text.reserveCapacity(count)
    while text.count + lines.count < count { text += lines }
    return text + [UInt8](repeating: 0x61, count: count - text.count)
  }

  /// A shard of two records, or of one book, each just as large as allowed.
  private static func shard(_ number: Int, _ ending: String, in folder: TemporaryFolder) throws {
    var bytes: [UInt8] = []
    if ending == ".txt" {
      bytes = text(largestRecord, seed: UInt64(number), lineEnd: "\r\n")
    } else {
      let (start, end) = (Array(#"{"text":""#.utf8), Array(#"","url":"u"}"#.utf8))
      let inside = text(
        largestRecord - start.count - end.count, seed: UInt64(number), lineEnd: #"\n"#)
      for _ in 0..<2 { bytes += start + inside + end + [0x0A] }
    }
    if ending.hasSuffix(".zst") { bytes = try Compressed.file(bytes, ".zst", in: folder) }
    folder.write(bytes, to: "input/\(number)\(ending)")
  }

  @Test(arguments: [".jsonl", ".jsonl.zst", ".txt"])
  func `two workers tokenize records of 64 MiB in less than 300 MB`(ending: String) throws {
    let folder = TemporaryFolder()
    for number in 0..<2 { try Self.shard(number, ending, in: folder) }
    let tokenizer = try QuickRun.finished.get().run + "/tokens/tokenizer.json"
    let process = try RunningCommand(
      Command.path,
      [
        "tokenize", "input", "--tokenizer", tokenizer, "--output", "run", "--workers", "2",
        "--quiet",
      ], in: folder.path)
    let (ended, peak) = process.waitWatchingMemory()
    #expect(ended.status == 0, "\(ended.errors)")
    print("note: records of 64 MiB in \(ending): peak \(peak / 1_000_000) MB")
    #expect(peak < 300_000_000)
    let report = try JSON(folder.read("run/report.json"))
    let kept = report["sources"]?.items.first?["kept"]
    #expect(kept?["documents"]?.number == (ending == ".txt" ? 2 : 4))
  }
}
