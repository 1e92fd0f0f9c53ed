import FoundationEssentials
import Glibc
import TestSupport
import Tokens

/// Bytes of a fixture: a string, or an array of numbers where they are not UTF-8.
struct FixtureBytes: Decodable, Hashable, Sendable, CustomStringConvertible {
  var bytes: [UInt8]

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      bytes = Array(text.utf8)
    } else {
      bytes = try value.decode([UInt8].self)
    }
  }

  var description: String { String(decoding: bytes, as: UTF8.self).debugDescription }
}

/// A line of the files that `Fixtures/splitting/make.py` writes.
struct SplitGolden: Decodable, Sendable {
  struct Case: Decodable, Sendable {
    var text: FixtureBytes
    var words: [FixtureBytes]
  }
  struct Step: Decodable, Sendable {
    var kind: String
    var expression: String?
    var literal: String?
    var behavior: String?
    var prepend: String?
    var isInverted: Bool?
    var individually: Bool?
    var addsPrefixSpace: Bool?
    var splits: Bool?
  }
  var pattern: String?
  var steps: [Step]?
  var cases: [Case]

  /// The environment variable `SLUICE_SPLIT_FIXTURES` names another folder, for a longer check.
  static func read(_ name: String) throws -> [SplitGolden] {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let other = getenv("SLUICE_SPLIT_FIXTURES").map { String(cString: $0) }
    let folder = other ?? "/\(tests)/Fixtures/splitting"
    let content = try StreamContent("\(folder)/\(name).jsonl.zst")
    return try content.bytes.split(separator: 0x0A).map {
      try JSONDecoder().decode(SplitGolden.self, from: Data($0))
    }
  }
}

extension SplitGolden.Step {
  var step: SplitStep? {
    let behavior = behavior.flatMap(SplitBehavior.init(rawValue:))
    let bytes = literal.map { Array($0.utf8) }
    switch kind {
    case "split":
      guard let behavior, let isInverted else { return nil }
      let pattern = bytes.map(TextPattern.literal) ?? expression.map(TextPattern.expression)
      return pattern.map { .split($0, behavior, isInverted: isInverted) }
    case "digits": return individually.map(SplitStep.digits)
    case "punctuation": return behavior.map(SplitStep.punctuation)
    case "whitespace": return .whitespace
    case "whitespaceSplit": return .whitespaceSplit
    case "bert": return .bert
    case "characterDelimiter": return bytes.map(SplitStep.characterDelimiter)
    case "byteLevel":
      guard let addsPrefixSpace, let splits else { return nil }
      return .byteLevel(addsPrefixSpace: addsPrefixSpace, splits: splits)
    case "metaspace":
      guard let bytes, let prepend = prepend.flatMap(MetaspacePrepend.init), let splits else {
        return nil
      }
      return .metaspace(replacement: bytes, prepend: prepend, splits: splits)
    default: return nil
    }
  }
}

extension Splitter {
  /// The words of a text that begins the input.
  func words(_ text: [UInt8], isTextStart: Bool = true) -> [[UInt8]] {
    var scratch = SplitScratch()
    var words: [[UInt8]] = []
    text.withUnsafeBufferPointer {
      forEachWord(in: $0, isTextStart: isTextStart, scratch: &scratch) {
        words.append(Array(UnsafeBufferPointer(start: $0, count: $1)))
      }
    }
    return words
  }
}

extension [[UInt8]] {
  /// For messages of tests.
  var texts: [String] { map { String(decoding: $0, as: UTF8.self) } }
}
