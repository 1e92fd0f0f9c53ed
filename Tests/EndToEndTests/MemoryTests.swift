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

  /// The tokenizer of the quick run with steps that no matcher is written for: white space stripped
  /// from the ends, a normalization form, an expression, digits one by one.
  private static func genericTokenizer() throws -> String {
    let path = try QuickRun.finished.get().run + "/tokens/tokenizer.json"
    let normalizer =
      #"{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},"#
      + #"{"type":"NFC"},{"type":"Lowercase"},"#
      + #"{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "}]}"#
    let splitting =
      #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":"#
      + #"{"Regex":"[\\p{L}\\p{M}]+|\\p{P}+(?=\\s)|(?<=\\S)\\s+"},"behavior":"Isolated","#
      + #""invert":false},{"type":"Digits","individual_digits":true},"#
      + #"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}"#
    var isDone = (false, false)
    let lines = String(decoding: TemporaryFolder.bytes(ofFile: path), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map {
      line in
      if line.hasPrefix(#"  "normalizer": "#) {
        isDone.0 = true
        return #"  "normalizer": \#(normalizer),"#
      }
      if line.hasPrefix(#"  "pre_tokenizer": "#) {
        isDone.1 = true
        return #"  "pre_tokenizer": \#(splitting),"#
      }
      return String(line)
    }
    #expect(isDone == (true, true))
    return lines.joined(separator: "\n")
  }

  /// Runs the command on two shards and returns the most memory it took.
  private static func peak(
    tokenizing folder: TemporaryFolder, with tokenizer: String, documents: Double
  ) throws -> Int {
    let process = try RunningCommand(
      Command.path,
      [
        "tokenize", "input", "--tokenizer", tokenizer, "--output", "run", "--workers", "2",
        "--quiet",
      ], in: folder.path)
    let (ended, peak) = process.waitWatchingMemory()
    #expect(ended.status == 0, "\(ended.errors)")
    let report = try JSON(folder.read("run/report.json"))
    let kept = report["sources"]?.items.first?["kept"]
    #expect(kept?["documents"]?.number == documents)
    return peak
  }

  @Test(
    "a tokenizer of expressions alone takes no more", arguments: ["prose", "a", " ", "a\u{301}9"])
  func generic(unit: String) throws {
    let folder = TemporaryFolder()
    folder.write(Array(try Self.genericTokenizer().utf8), to: "tokenizer.json")
    let (start, end) = (Array(#"{"text":""#.utf8), Array(#"","url":"u"}"#.utf8))
    let size = Self.largestRecord - start.count - end.count - 1
    let bytes = Array(unit.utf8)
    let inside =
      unit == "prose"
      ? Self.text(size, seed: 1, lineEnd: #"\n"#)
      : Array(repeatElement(bytes, count: size / bytes.count).joined())
    // A letter at the end, so that no text is stripped to nothing.
    let line = start + inside + [0x7A] + end + [0x0A]
    for number in 0..<2 { folder.write(line + line, to: "input/\(number).jsonl") }
    let peak = try Self.peak(tokenizing: folder, with: "tokenizer.json", documents: 4)
    print("note: a generic tokenizer on \(unit): peak \(peak / 1_000_000) MB")
    #expect(peak < 300_000_000)
  }

  @Test(
    "one endless word takes no more", .enabled(if: SharedData.isAvailable),
    arguments: ["mistral-v1/tokenizer.model", "phi-3-mini/tokenizer.json.zst"])
  func endlessWord(vocabulary: String) throws {
    let folder = TemporaryFolder()
    let (start, end) = (Array(#"{"text":""#.utf8), Array(#""}"#.utf8))
    let size = Self.largestRecord - start.count - end.count - 1
    var random = SplitMix64(seed: 3)
    let letters = (0..<size).map { _ in UInt8(97 + random.next() % 26) }
    let letter = [UInt8](repeating: 97, count: size)
    for (number, word) in [letters, letter].enumerated() {
      folder.write(start + word + end + [0x0A], to: "input/\(number).jsonl")
    }
    let peak = try Self.peak(
      tokenizing: folder, with: SharedData.path("tokenizers/" + vocabulary), documents: 2)
    print("note: words of 64 MiB for \(vocabulary): peak \(peak / 1_000_000) MB")
    #expect(peak < 300_000_000)
  }

  @Test(arguments: [".jsonl", ".jsonl.zst", ".txt"])
  func `two workers tokenize records of 64 MiB in less than 300 MB`(ending: String) throws {
    let folder = TemporaryFolder()
    for number in 0..<2 { try Self.shard(number, ending, in: folder) }
    let tokenizer = try QuickRun.finished.get().run + "/tokens/tokenizer.json"
    let peak = try Self.peak(
      tokenizing: folder, with: tokenizer, documents: ending == ".txt" ? 2 : 4)
    print("note: records of 64 MiB in \(ending): peak \(peak / 1_000_000) MB")
    #expect(peak < 300_000_000)
  }
}
