import FoundationEssentials
import TestSupport
import Testing
import Text

@Suite("JSON scanner")
struct JSONScannerTests {
  private func fields(_ text: String) throws -> [(name: String, value: String)] {
    try fields(Array(text.utf8)).map {
      (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self))
    }
  }

  private func fields(_ bytes: [UInt8]) throws -> [(name: [UInt8], value: [UInt8])] {
    var found: ContiguousArray<JSONField> = []
    try JSONScanner().scanObject(bytes.span, into: &found)
    return found.map { (Array(bytes[$0.name]), Array(bytes[$0.value])) }
  }

  private func problem(_ text: String) -> JSONProblem? { problem(Array(text.utf8)) }

  private func problem(_ bytes: [UInt8]) -> JSONProblem? {
    do {
      _ = try fields(bytes)
      return nil
    } catch { return error as? JSONProblem }
  }

  @Test("fields come in order with their exact bytes, duplicates included")
  func ranges() throws {
    let found = try fields(#" {"a" : "x\"y", "b":[1, {"c":"]}"}],"a":-1.50e+3 , "\u0061": {} } "#)
    #expect(found.map(\.name) == ["a", "b", "a", #"\u0061"#])
    #expect(found.map(\.value) == [#""x\"y""#, #"[1, {"c":"]}"}]"#, "-1.50e+3", "{}"])
    #expect(try fields("{}").isEmpty)
  }

  @Test(
    "a problem names its kind and its byte",
    arguments: [
      ("", .unexpectedEnd, 0), ("   ", .unexpectedEnd, 3), ("[1]", .wrongType, 0),
      ("nul", .unexpectedEnd, 3),
      ("\"x\"", .wrongType, 0), ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\" 1}", .unexpectedByte, 5),
      ("{a:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1),
      ("{\"a\":1,}", .unexpectedByte, 7),
      ("{\"a\":}", .unexpectedByte, 5), ("{\"a\":1}x", .trailingBytes, 7),
      ("{\"a\":1}{}", .trailingBytes, 7),
      ("{\"a\":\"\u{1}\"}", .controlCharacter, 6), ("{\"a\":\"\n\"}", .controlCharacter, 6),
      (#"{"a":"\x"}"#, .invalidEscape, 7), (#"{"a":"\u12g4"}"#, .invalidEscape, 10),
      (#"{"a":"\u12"#, .unexpectedEnd, 10), (#"{"a":"\"#, .unexpectedEnd, 7),
      (#"{"a":"x"#, .unexpectedEnd, 7),
      ("{\"a\":tru}", .invalidLiteral, 5), ("{\"a\":True}", .unexpectedByte, 5),
      ("{\"a\":nan}", .invalidLiteral, 5),
      ("{\"a\":01}", .invalidLiteral, 6), ("{\"a\":-}", .invalidLiteral, 6),
      ("{\"a\":1.}", .invalidLiteral, 7),
      ("{\"a\":1e}", .invalidLiteral, 7), ("{\"a\":.5}", .unexpectedByte, 5),
      ("{\"a\":+1}", .unexpectedByte, 5),
      ("{\"a\":[1 2]}", .unexpectedByte, 8), ("{\"a\":[1,]}", .unexpectedByte, 8),
      ("{\"a\":{\"b\":[tru]}}", .invalidLiteral, 11),
      ("{\"a\":[{\"b\":\"\u{2}\"}]}", .controlCharacter, 12), ("\0\0\0", .unexpectedByte, 0),
    ] as [(String, JSONProblem.Kind, Int)])
  func problems(text: String, kind: JSONProblem.Kind, offset: Int) throws {
    let found = try #require(problem(text))
    #expect(found.kind == kind)
    #expect(found.byteOffset == offset)
    #expect(!found.found.isEmpty && !found.expected.isEmpty)
  }

  @Test("bytes that are not UTF-8 are refused wherever they stand")
  func invalidUTF8() throws {
    let bytes = Array(#"{"a":{"b":""#.utf8) + [0xC3, 0x28] + Array(#""}}"#.utf8)
    #expect(problem(bytes)?.kind == .invalidUTF8)
    #expect(problem(bytes)?.byteOffset == 11)
  }

  @Test("nesting is limited")
  func nesting() {
    let scanner = JSONScanner(maximumDepth: 4)
    var found: ContiguousArray<JSONField> = []
    #expect(throws: Never.self) {
      try scanner.scanObject(Array(#"{"a":[[[]]]}"#.utf8).span, into: &found)
    }
    let deep = #expect(throws: JSONProblem.self) {
      try scanner.scanObject(Array(#"{"a":[[[{}]]]}"#.utf8).span, into: &found)
    }
    #expect(deep?.kind == .tooDeep)
    let bomb = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    #expect(problem(bomb)?.kind == .tooDeep)
  }

  @Test("cutting a document at any byte is noticed", arguments: UInt64(0)..<40)
  func truncation(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = Array(RandomJSON.object(depth: 3, &random).utf8)
    for length in 0..<bytes.count {
      #expect(problem(Array(bytes[..<length])) != nil, "cut at \(length)")
    }
    #expect(problem(bytes) == nil)
  }

  @Test(
    "random documents: accepted, and their values are what JSONDecoder reads",
    arguments: UInt64(0)..<150)
  func agreement(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = Array(RandomJSON.object(depth: 3, &random).utf8)
    let found = try fields(bytes)
    let reference = try JSONDecoder().decode([String: DecodedJSON].self, from: Data(bytes))
    #expect(found.count == reference.count)
    for (name, value) in found {
      let decoded = try #require(reference[Self.decodedText(name)])
      guard case .string(let text) = decoded else { continue }
      #expect(Self.decodedText(Array(value[1..<value.count - 1])) == text)
    }
  }

  @Test("random damage: refused exactly where JSONDecoder refuses", arguments: UInt64(0)..<150)
  func damageAgreement(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let original = Array(RandomJSON.object(depth: 2, &random).utf8)
    for _ in 0..<40 {
      var bytes = original
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes.remove(at: index)
      case 1: bytes[index] = Array("{}[]\",:\\0e-.x\u{1}".utf8).randomElement(using: &random) ?? 0
      default:
        bytes.insert(Array("{}[]\",:\\0e-. ".utf8).randomElement(using: &random) ?? 0, at: index)
      }
      let found = problem(bytes)
      if Self.isReadDifferently(bytes, found) { continue }
      let accepted =
        (try? JSONDecoder().decode([String: DecodedJSON].self, from: Data(bytes))) != nil
      #expect((found == nil) == accepted, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  /// Where the reference departs from RFC 8259: it lets a comma before a closing bracket pass, and
  /// refuses a zero with an exponent and lone surrogates (which are grammatical, and replaced when
  /// read).
  private static func isReadDifferently(_ bytes: [UInt8], _ found: JSONProblem?) -> Bool {
    if let found, found.kind == .unexpectedByte, [0x5D, 0x7D].contains(bytes[found.byteOffset]) {
      return bytes[..<found.byteOffset].last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == 0x2C
    }
    if String(decoding: bytes, as: UTF8.self).lowercased().contains("\\ud") { return true }
    return bytes.indices.contains { index in
      guard bytes[index] | 0x20 == 0x65 else { return false }
      let digits = bytes[..<index].reversed().prefix { $0 == 0x2E || (0x30...0x39).contains($0) }
      return !digits.isEmpty && digits.allSatisfy { $0 == 0x2E || $0 == 0x30 }
    }
  }

  private static func decodedText(_ escaped: [UInt8]) -> String {
    var replaced = 0
    let bytes = escaped.withUnsafeBufferPointer {
      JSONString.unescaped($0, replacedSurrogates: &replaced)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Any JSON value, decoded completely so that the reference checks every part of it.
private indirect enum DecodedJSON: Decodable {
  case string(String), other

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      for key in object.allKeys { _ = try object.decode(DecodedJSON.self, forKey: key) }
      self = .other
      return
    }
    if var array = try? decoder.unkeyedContainer() {
      while !array.isAtEnd { _ = try array.decode(DecodedJSON.self) }
      self = .other
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() || (try? value.decode(Bool.self)) != nil
      || (try? value.decode(Double.self)) != nil
    {
      self = .other
    } else {
      self = .string(try value.decode(String.self))
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}
