import FoundationEssentials
import Testing
import Tokens

/// Texts normalized by Hugging Face tokenizers 0.23.3 (`Fixtures/normalization/make.py`).
struct NormalizationCaseTests {
  struct Case: Decodable {
    var step: String
    var text: String
    var normalized: String
  }

  static let cases: [Case] = (try? read()) ?? []

  static func read() throws -> [Case] {
    try NormalizationSteps.fixture("cases.jsonl").split(separator: 10).map {
      try JSONDecoder().decode(Case.self, from: Data($0))
    }
  }

  @Test("the fixture holds its 54 texts")
  func fixture() { #expect(Self.cases.count == 54) }

  @Test("each text is normalized as by the reference", arguments: cases)
  func matches(_ one: Case) throws {
    let normalizer = try TextNormalizer(NormalizationSteps.named(one.step))
    let normalized = normalizer.normalized(Array(one.text.utf8))
    #expect(
      normalized == Array(one.normalized.utf8), "\(String(decoding: normalized, as: UTF8.self))")
  }

  @Test("normalize says whether anything changed", arguments: cases)
  func changes(_ one: Case) throws {
    let normalizer = try TextNormalizer(NormalizationSteps.named(one.step))
    var output: [UInt8] = []
    let text = Array(one.text.utf8)
    let isChanged = text.withUnsafeBufferPointer { normalizer.normalize($0, into: &output) }
    if !isChanged { #expect(text == Array(one.normalized.utf8)) }
    if text != Array(one.normalized.utf8) { #expect(isChanged) }
  }
}
