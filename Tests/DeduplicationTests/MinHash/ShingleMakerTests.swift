import Deduplication
import Pipelines
import TestSupport
import Testing
import Text

@Suite struct ShingleMakerTests {
  private func shingles(
    _ text: String, _ change: (inout MinHashSettings) -> Void = { _ in }
  ) -> [UInt64] {
    var settings = MinHashSettings()
    change(&settings)
    var maker = ShingleMaker(settings)
    var shared = SharedScratch()
    for other in ["something before", text] {
      let document = Document(id: DocumentID(input: 0, record: 0), text: Array(other.utf8))
      maker.fill(from: document, shared: &shared)
      shared = SharedScratch()
    }
    return Array(maker.hashes)
  }

  @Test("words of the text as it stands are those of its normal form")
  func fastPath() {
    let text =
      "The \u{C9}cole's 3.5 r\u{E9}sum\u{E9}s: (all) OF them\u{2014}\u{39F}\u{394}\u{39F} x\u{200B}y"
    var copy: [UInt8] = []
    StepwiseNormalizer(NormalizationSteps()).normalize(Array(text.utf8).span, into: &copy)
    let normal = String(decoding: copy, as: UTF8.self)
    #expect(normal != text)
    #expect(shingles(text) == shingles(normal))
    // White space that is kept apart changes no words, but is not the normal form.
    #expect(shingles(text) == shingles(text) { $0.normalization.whitespace = false })
  }

  @Test("characters are scalars of the normal form")
  func characters() {
    let found = shingles("Abc  ABC abc!") {
      $0.shingleUnit = .characters
      $0.shingleSize = 3
    }
    // "abc abc abc": nine runs of three.
    #expect(found.count == 9)
    #expect(found[0] == found[4] && found[4] == found[8])
    #expect(Set(found).count == 4)
  }

  @Test("tokens are words and the marks at their edges")
  func tokens() {
    let change: (inout MinHashSettings) -> Void = {
      $0.shingleUnit = .tokens
      $0.shingleSize = 1
      $0.normalization.punctuation = .keep
    }
    #expect(shingles("(one, Two)", change).count == 5)
    #expect(shingles("(one, Two)", change) == shingles("( one , two )", change))
  }

  @Test("each step of normalisation changes which words are equal")
  func steps() {
    #expect(shingles("in 1999 a b") != shingles("in 2005 a b"))
    #expect(
      shingles("in 1999 a b") { $0.normalization.numbers = true }
        == shingles("in 2005 a b") { $0.normalization.numbers = true })
    #expect(shingles("don't") != shingles("dont"))
    #expect(shingles("don't") { $0.normalization.punctuation = .remove } == shingles("dont"))
    #expect(shingles("r\u{E9}sum\u{E9}") != shingles("resume"))
    #expect(shingles("r\u{E9}sum\u{E9}") { $0.normalization.accents = true } == shingles("resume"))
    #expect(
      shingles("One") {
        $0.words = .whitespace
        $0.normalization.lowercase = false
      } != shingles("one") { $0.words = .whitespace })
  }

  @Test("hashes of datatrove are XXH64 of words joined by a space; short texts have none")
  func datatrove() {
    let found = shingles("One  two,\nTHREE four 5.5 six") { $0 = MinHashPreset.datatrove.settings }
    let expected = ["one two three four 0", "two three four 0 six"].map { text in
      Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) }
    }
    #expect(found == expected)
    #expect(shingles("one two three four") { $0 = MinHashPreset.datatrove.settings }.isEmpty)
    #expect(shingles("one two") { $0.shortDocuments = .kept }.isEmpty)
    #expect(shingles("one two").count == 1)
  }
}
