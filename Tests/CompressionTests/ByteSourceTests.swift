import Compression
import Glibc
import Pipelines
import TestSupport
import Testing

@Suite("Byte sources")
struct ByteSourceTests {
  let folder = TemporaryFolder()

  @Test(
    "what is written is read, whatever the compression and the borders",
    arguments: [".txt", ".gz", ".zst"])
  func roundTrip(ending: String) throws {
    for count in [0, 1, 1000, 300_000, 2_500_000] {
      let text = Compressed.text(count, seed: 1)
      let path = folder.write(try Compressed.file(text, ending, in: folder), to: "a" + ending)
      for buffer in [64, 4096, 1 << 18] where count < 400_000 || buffer > 64 {
        let content = try StreamContent(
          path, bufferBytes: buffer, outputBytes: buffer == 64 ? 33 : 1 << 16)
        #expect(content.bytes == text)
        #expect(content.damage.isEmpty)
      }
    }
  }

  @Test("compression is told by the first bytes, not by the name", arguments: [".gz", ".zst"])
  func magicBytes(ending: String) throws {
    let text = Compressed.text(5000, seed: 2)
    let path = folder.write(try Compressed.file(text, ending, in: folder), to: "plain-name.txt")
    #expect(try StreamContent(path).bytes == text)
    let plain = folder.write(text, to: "text" + ending)
    #expect(try StreamContent(plain).bytes == text)
  }

  @Test(
    "several members or frames are one stream; zeros behind them are padding",
    arguments: [".gz", ".zst"])
  func members(ending: String) throws {
    let parts = (0..<5).map { Compressed.text(10_000 * ($0 % 3), seed: UInt64($0)) }
    let joined = try parts.flatMap { try Compressed.file($0, ending, in: folder) }
    for padding in [0, 1, 511, 100_000] {
      let path = folder.write(joined + [UInt8](repeating: 0, count: padding), to: "m" + ending)
      for buffer in [64, 1 << 18] {
        let content = try StreamContent(path, bufferBytes: buffer)
        #expect(content.bytes == parts.flatMap { $0 })
        #expect(content.damage.isEmpty)
      }
    }
  }

  @Test(
    "bytes behind the last member that are no padding are reported at their place",
    arguments: [".gz", ".zst"])
  func trailingBytes(ending: String) throws {
    let text = Compressed.text(10_000, seed: 3)
    let whole = try Compressed.file(text, ending, in: folder)
    let content = try StreamContent(
      folder.write(whole + [0, 0] + Array("rest".utf8), to: "t" + ending))
    #expect(content.bytes == text)
    #expect(content.damage.map(\.kind) == [.trailingBytes])
    #expect(content.damage.first?.compressedOffset == whole.count + 2)
  }

  @Test(
    "a file cut at any byte is reported, and what came is a prefix", arguments: [".gz", ".zst"])
  func truncation(ending: String) throws {
    let text = Compressed.text(3000, seed: 4)
    let whole = try Compressed.file(text, ending, in: folder)
    for length in 1..<whole.count {
      let path = folder.write(whole[..<length], to: "c" + ending)
      for buffer in [64, 1 << 18] {
        let content = try StreamContent(path, bufferBytes: buffer)
        #expect(content.damage.count == 1, "cut at \(length)")
        #expect(text.starts(with: content.bytes))
        if length >= 4 { #expect(content.damage.first?.kind == .truncated, "cut at \(length)") }
        #expect(content.damage.first?.resumedAt == nil)
      }
    }
  }

  @Test("any flipped byte is reported or changes nothing", arguments: [".gz", ".zst"])
  func flips(ending: String) throws {
    let text = Compressed.text(2000, seed: 5)
    let whole = try Compressed.file(text, ending, in: folder)
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 1 << UInt8(index % 8)
      guard let content = try? StreamContent(folder.write(bytes, to: "f" + ending)) else {
        continue
      }
      // Header bytes such as the time of a gzip file are covered by no checksum.
      if content.damage.isEmpty { #expect(content.bytes == text, "flip at \(index)") }
    }
  }

  @Test("after a damaged member reading goes on at the next whole one", arguments: [".gz", ".zst"])
  func resynchronisation(ending: String) throws {
    let parts = (0..<4).map { Compressed.text(200_000, seed: UInt64(10 + $0)) }
    let members = try parts.map { try Compressed.file($0, ending, in: folder) }
    for (damaged, place) in [(1, 0.5), (1, 0.9), (0, 0.2), (2, 0.999)] {
      var bytes = members
      let index = Int(Double(bytes[damaged].count) * place)
      bytes[damaged][index] ^= 0x55
      let content = try StreamContent(
        folder.write(bytes.flatMap { $0 }, to: "r" + ending), bufferBytes: 4096)
      let damage = try #require(content.damage.first)
      #expect(content.damage.count == 1)
      #expect(damage.kind == .corrupt || damage.kind == .checksum)
      let nextStart = members[...damaged].reduce(0) { $0 + $1.count }
      #expect(damage.resumedAt == nextStart)
      #expect(damage.compressedOffset <= nextStart + 4096)
      let after = parts[(damaged + 1)...].flatMap { $0 }
      #expect(content.bytes.suffix(after.count).elementsEqual(after))
      #expect(content.bytes.starts(with: parts[..<damaged].flatMap { $0 }))
    }
  }

  @Test("a wrong checksum is told apart from malformed data", arguments: [".gz", ".zst"])
  func checksum(ending: String) throws {
    let text = Compressed.text(1000, seed: 6)
    var bytes = try Compressed.file(text, ending, in: folder)
    // gzip ends with CRC-32 and length, zstd with the low half of XXH64.
    bytes[bytes.count - (ending == ".gz" ? 6 : 2)] ^= 1
    let content = try StreamContent(folder.write(bytes, to: "s" + ending))
    #expect(content.damage.map(\.kind) == [.checksum])
    // libzstd decodes a frame that fits its buffers at once, and gives nothing of it then.
    #expect(content.bytes == (ending == ".gz" ? text : []))
  }

  @Test("endless false starts of members do not hang the search")
  func hostileCandidates() throws {
    let start: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    // Each candidate opens a stored block of 65,535 bytes, so each can be followed far.
    let candidate = start + [0, 0xFF, 0xFF, 0, 0]
    let bytes = (0..<40_000).flatMap { _ in candidate }
    let content = try StreamContent(folder.write(bytes, to: "h.gz"))
    #expect(content.damage.count == 1)
  }

  @Test(
    "zstd frames with windows far above libzstd's default limit are read",
    arguments: [0x88, 0xA0] as [UInt8])
  func longWindow(descriptor: UInt8) throws {
    // By hand after RFC 8878: magic, no optional header part, window of 128 MiB or 1 GiB, one last
    // block that repeats 'w' 300 times. `zstd -dc --long=31` 1.5.4 reads it so.
    let frame: [UInt8] = [
      0x28, 0xB5, 0x2F, 0xFD, 0x00, descriptor, 0x63, 0x09, 0x00, UInt8(ascii: "w"),
    ]
    let content = try StreamContent(folder.write(frame, to: "w.zst"))
    #expect(content.bytes == [UInt8](repeating: UInt8(ascii: "w"), count: 300))
    #expect(content.damage.isEmpty)
  }

  @Test(
    "other compressions are refused by name",
    arguments: [
      ("bzip2", Array("BZh91AY&SY".utf8)), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0]),
      ("zip", [0x50, 0x4B, 3, 4]),
    ] as [(String, [UInt8])])
  func foreign(name: String, bytes: [UInt8]) {
    let path = folder.write(bytes + [UInt8](repeating: 7, count: 40), to: "x.json")
    let damage = #expect(throws: StreamDamage.self) { try ByteSources.open(path) }
    #expect(damage?.kind == .unsupported)
    #expect(damage?.found.contains(name) == true)
  }

  @Test(
    "folders, missing files and endless links are typed errors",
    arguments: ["", "/missing", "/loop"])
  func openErrors(name: String) {
    symlink("loop", folder.path + "/loop")
    let error = #expect(throws: FileError.self) { try ByteSources.open(folder.path + name) }
    #expect(error?.path == folder.path + name)
    #expect(
      error?.description.contains(name == "" ? "found a folder, expected a file" : "open") == true)
  }

  @Test(
    "a file without read permission is a typed error",
    .enabled(if: geteuid() != 0, "root reads everything"))
  func permission() {
    let path = folder.write("x", to: "secret")
    chmod(path, 0)
    let error = #expect(throws: FileError.self) { try ByteSources.open(path) }
    #expect(error?.code == EACCES)
  }

  @Test("a pipe is read like a file")
  func pipes() throws {
    let text = Compressed.text(100_000, seed: 7)
    let bytes = try Compressed.file(text, ".gz", in: folder)
    var ends: [Int32] = [0, 0]
    #expect(Glibc.pipe(&ends) == 0)
    #expect(Glibc.write(ends[1], bytes, min(bytes.count, 60_000)) == min(bytes.count, 60_000))
    close(ends[1])
    let content = try StreamContent("/proc/self/fd/\(ends[0])")
    close(ends[0])
    #expect(text.starts(with: content.bytes))
    #expect(content.bytes == text || content.damage.map(\.kind) == [.truncated])
  }
}
