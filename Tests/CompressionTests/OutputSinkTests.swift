import Compression
import Glibc
import Pipelines
import TestSupport
import Testing

@Suite("Output sinks")
struct OutputSinkTests {
  let folder = TemporaryFolder()

  @Test(
    "compressed bytes depend on the content alone, not on how it was handed over",
    arguments: [".gz", ".zst", ".txt"])
  func determinism(ending: String) throws {
    let text = Compressed.text(2_300_000, seed: 1)
    let once = try Compressed.file(text, ending, in: folder)
    var random = SplitMix64(seed: 2)
    for name in ["a", "b"] {
      let sink = try OutputSinks.create(folder.path + "/" + name + ending)
      var rest = text[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...400_000, using: &random)
        try sink.write(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      try sink.finish()
      #expect(folder.read(name + ending) == once)
    }
  }

  @Test("gzip members hold a mebibyte each, and an empty file is a member too")
  func gzipMembers() throws {
    let bytes = try Compressed.file(Compressed.text((2 << 20) + 5, seed: 3), ".gz", in: folder)
    let path = folder.write(bytes, to: "m.gz")
    let firstMember = try InputFile(opening: path)
    #expect(GzipDecoder.startsMember(try firstMember.available(atLeast: 4)))
    let decoder = GzipDecoder()
    var output = [UInt8](repeating: 0, count: 3 << 20)
    let step = bytes.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { decoder.decode(input, into: $0) }
    }
    #expect(step.isMemberEnd)
    #expect(step.produced == 1 << 20)
    #expect(try !Compressed.file([], ".gz", in: folder).isEmpty)
    #expect(try !Compressed.file([], ".zst", in: folder).isEmpty)
  }

  @Test("a full disk is a typed error that says so", arguments: ["plain", "zst", "gz"])
  func fullDisk(kind: String) throws {
    let file = try FileWriter(creating: "/dev/full")
    let sink: any OutputSink =
      switch kind {
      case "zst": try ZstdWriter(file)
      case "gz": try GzipWriter(file)
      default: PlainWriter(file)
      }
    var random = SplitMix64(seed: 9)
    let noise = (0..<1_500_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let error = #expect(throws: FileError.self) {
      try sink.write(noise)
      try sink.finish()
    }
    #expect(error?.code == ENOSPC)
    #expect(error?.description.contains("free some space") == true)
  }

  @Test("a folder that does not exist is a typed error")
  func missingFolder() {
    let error = #expect(throws: FileError.self) {
      try OutputSinks.create(folder.path + "/no/file.zst")
    }
    #expect(error?.code == ENOENT)
  }
}
