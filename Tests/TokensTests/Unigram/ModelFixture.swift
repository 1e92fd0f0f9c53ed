import FoundationEssentials
import TestSupport
import Testing
import Tokens

/// A vocabulary with texts and the ids that Hugging Face tokenizers 0.23.3 gives them
/// (`Fixtures/models/make.py`).
struct ModelFixture: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  /// How a text becomes words.
  var cut: String
  var pieces: [String]
  var scores: [Double]?
  var unknown: UInt32
  var byteFallback: Bool
  var texts: [String]
  var ids: [[UInt32]]

  var testDescription: String { name }

  static func read(_ name: String) -> [ModelFixture] { (try? lines(of: name)) ?? [] }

  static func lines<Line: Decodable>(of name: String) throws -> [Line] {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let bytes = TemporaryFolder.bytes(ofFile: "/\(folder)/Fixtures/models/\(name)")
    return try bytes.split(separator: 10).map {
      try JSONDecoder().decode(Line.self, from: Data($0))
    }
  }
}

/// Text to words as the parts before a model make them.
struct WordCutting {
  private let normalizer: TextNormalizer
  private let splitter: Splitter

  init(_ normalization: [NormalizationStep], _ splitting: [SplitStep]) throws {
    normalizer = try TextNormalizer(normalization)
    splitter = try Splitter(splitting)
  }

  init(named name: String) throws {
    switch name {
    case "nfkc metaspace": try self.init([.nfkc], [Self.metaspace])
    case "bert": try self.init(NormalizationSteps.named("bert uncased"), [.bert])
    default: try self.init([], [])
    }
  }

  static let metaspace = SplitStep.metaspace(
    replacement: Array("\u{2581}".utf8), prepend: .always, splits: true)

  func forEachWord(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    var scratch = SplitScratch()
    normalizer.normalized(Array(text.utf8)).withUnsafeBufferPointer { bytes in
      splitter.forEachWord(in: bytes, isTextStart: true, scratch: &scratch) {
        body(UnsafeBufferPointer(start: $0, count: $1))
      }
    }
  }
}
