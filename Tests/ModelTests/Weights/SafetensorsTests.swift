import Model
import TestSupport
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  /// The bytes of a file with this header and so many bytes of data.
  private static func file(_ json: String, dataBytes: Int, statedLength: UInt64? = nil) -> [UInt8] {
    let header = Array(json.utf8)
    let length = statedLength ?? UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + header
      + [UInt8](repeating: 1, count: dataBytes)
  }

  static let good =
    #"{"__metadata__":{"format":"pt","note":"a \"b\" \\"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},"a":{"shape":[],"data_offsets":[0,8],"dtype":"F64"}, "e":{"dtype":"U8","shape":[0,7],"data_offsets":[32,32]} }   "#

  @Test("a sound header is read, whatever the order of its members")
  func soundHeader() throws {
    let folder = TemporaryFolder()
    let path = folder.write(Self.file(Self.good, dataBytes: 32), to: "good.safetensors")
    let reader = try SafetensorsReader(path)
    #expect(reader.header.entries.map(\.name) == ["a", "b", "e"])
    #expect(reader.entry("b")?.shape == [2, 3])
    #expect(
      try reader.floats("b", shape: [2, 3]).allSatisfy { $0 == Float(bitPattern: 0x0101_0101) })
    for (name, shape) in [("b", [3, 2]), ("c", []), ("e", [0, 7])] {
      #expect(throws: ModelError.self) { _ = try reader.floats(name, shape: shape) }
    }
  }

  static let bad: [(String, String, Int)] = [
    (
      "overlap",
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      12
    ),
    (
      "gap",
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#,
      16
    ),
    ("takes 8 bytes", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#, 12),
    (
      "beyond 64 bits",
      #"{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}"#,
      8
    ),
    (
      "beyond 64 bits",
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, 8
    ),
    (
      "comes twice",
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8
    ),
    ("before its start", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4),
    ("unknown type", #"{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("lacks dtype", #"{"a":{"dtype":"F32","shape":[1]}}"#, 4),
    ("twice", #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("not in the format", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4),
    ("expected a number", #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4),
    ("describes 4 bytes", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5),
    ("describes 4 bytes", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3),
    ("after the closing brace", #"{} {}"#, 0),
    ("escape in a name", #"{"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
    ("expected '{'", "[]", 0),
    ("expected '}'", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, 4),
  ]

  @Test("a header that breaks a rule is refused with the rule's name", arguments: bad.indices)
  func brokenRules(index: Int) {
    let (reason, json, dataBytes) = Self.bad[index]
    let folder = TemporaryFolder()
    let path = folder.write(Self.file(json, dataBytes: dataBytes), to: "bad.safetensors")
    let error = #expect(throws: ModelError.self) { _ = try SafetensorsReader(path) }
    #expect(error?.kind == .damagedFile && error?.place == path)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test("a length beyond the file or the limit is refused before memory is taken")
  func lengths() {
    let folder = TemporaryFolder()
    for stated in [UInt64.max, 1 << 63, 100_000_001, 400] {
      let path = folder.write(
        Self.file(Self.good, dataBytes: 0, statedLength: stated), to: "long.safetensors")
      let error = #expect(throws: ModelError.self) { _ = try SafetensorsReader(path) }
      #expect(error?.message.contains("states a header") == true)
    }
    #expect(throws: ModelError.self) {
      _ = try SafetensorsReader(folder.write([1, 2, 3], to: "short.safetensors"))
    }
    #expect(throws: ModelError.self) { _ = try SafetensorsReader(folder.path) }
    #expect(throws: ModelError.self) { _ = try SafetensorsReader(folder.path + "/none") }
  }

  @Test("any change to a header is read or refused, never a crash", arguments: UInt64(0)..<40)
  func mutations(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let folder = TemporaryFolder()
    for _ in 0..<25 {
      var bytes = Self.file(Self.good, dataBytes: 32)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
      }
      do {
        let reader = try SafetensorsReader(folder.write(bytes, to: "mutant.safetensors"))
        #expect(reader.header.entries.reduce(0) { $0 + $1.range.count } <= 32)
      } catch {
        #expect(error is ModelError)
      }
    }
  }

  @Test("half, bf16 and double values widen exactly")
  func narrowTypes() throws {
    let json =
      #"{"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"h":{"dtype":"F16","shape":[6],"data_offsets":[8,20]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[20,24]}}"#
    var data: [UInt8] = []
    withUnsafeBytes(of: Double(-2.5).bitPattern.littleEndian) { data += $0 }
    for half: UInt16 in [0x3C00, 0xC000, 0x7BFF, 0x0001, 0x7C00, 0x3555] {
      data += [UInt8(half & 255), UInt8(half >> 8)]
    }
    data += [0x80, 0x3F, 0x49, 0xC0]
    let folder = TemporaryFolder()
    let path = folder.write(Self.file(json, dataBytes: 0) + data, to: "narrow.safetensors")
    let reader = try SafetensorsReader(path)
    #expect(try reader.floats("d", shape: [1]) == [-2.5])
    // Values of IEEE 754 binary16: one, minus two, the largest, the smallest, infinity, a third.
    #expect(
      try reader.floats("h", shape: [6])
        == [1, -2, 65504, 0x1p-24, .infinity, 0.333251953125])
    #expect(try reader.floats("b", shape: [2]) == [1, -3.140625])
  }
}
