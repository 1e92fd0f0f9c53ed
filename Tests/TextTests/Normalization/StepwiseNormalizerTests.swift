import TestSupport
import Testing
import Text

@Suite struct StepwiseNormalizerTests {
  private func normalized(_ text: String, _ steps: NormalizationSteps) -> String {
    var output: [UInt8] = Array("left over".utf8)
    StepwiseNormalizer(steps).normalize(Array(text.utf8).span, into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test(
    "with the settings of datatrove texts become what its simplify_text makes of them",
    arguments: [
      // Computed with datatrove 0.10.1.
      ("The 3.5 quick, BROWN foxes' 1,234.5 dens!", "the 0 quick brown foxes 0 0 dens"),
      ("  a\t\tb\n\nc  ", "a b c"),
      (
        "1|2|3 -> 1.2.3, \u{661}\u{662}\u{663}\u{66B}\u{664} and \u{FF15}\u{FF16}",
        "0 0 0 0 0 0 and 0"
      ),
      (
        "\u{DC}n\u{EF}c\u{F6}d\u{E9} na\u{EF}ve caf\u{E9} e\u{301} \u{C5} \u{FB01} \u{BD}",
        "unicode naive cafe e a \u{FB01} \u{BD}"
      ),
      (
        "\u{39F}\u{394}\u{39F}\u{3A3} \u{3A3}\u{391}\u{3A3}, \u{3A3}. \u{1F48}\u{394}\u{3A5}\u{3A3}\u{3A3}\u{395}\u{38E}\u{3A3} \u{391}\u{3A3}' \u{391}\u{3A3}'\u{391}",
        "\u{3BF}\u{3B4}\u{3BF}\u{3C2} \u{3C3}\u{3B1}\u{3C2} \u{3C3} \u{3BF}\u{3B4}\u{3C5}\u{3C3}\u{3C3}\u{3B5}\u{3C5}\u{3C2} \u{3B1}\u{3C2} \u{3B1}\u{3C3} \u{3B1}"
      ),
      ("\u{130}stanbul DI\u{15E} \u{1E9E} \u{1C5}", "istanbul dis \u{DF} \u{1C6}"),
      (
        "\u{D55C}\u{AD6D}\u{C5B4} \u{AC01} \u{D7A3} \u{6F22}\u{5B57}\u{3001}\u{FA11} \u{300C}\u{5F15}\u{7528}\u{300D}",
        "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}\u{110B}\u{1165} \u{1100}\u{1161}\u{11A8} \u{1112}\u{1175}\u{11C2} \u{6F22}\u{5B57} \u{FA11} \u{5F15}\u{7528}"
      ),
      (
        "don't \u{2014} \u{201C}quoted\u{201D} \u{2018}single\u{2019} \u{2026}",
        "don t quoted \u{2018}single"
      ),
      ("x\u{A0}y\u{3000}z\u{2028}w\u{85}v\u{1C}u", "x y z w v u"),
      ("tab\tnul\u{0}bell\u{7}del\u{7F}", "tab nul bell del"),
      (
        "\u{939}\u{93F}\u{928}\u{94D}\u{926}\u{940} \u{92E}\u{947}\u{902} \u{928}\u{92E}\u{938}\u{94D}\u{924}\u{947}",
        "\u{939}\u{93F}\u{928}\u{926}\u{940} \u{92E} \u{928}\u{92E}\u{938}\u{924}"
      ),
      (
        "\u{A3}5 \u{20AC}6 10% a+b=c \u{A7}7 \u{2116}8 \u{2211}",
        "\u{A3}0 \u{20AC}0 0 a b c \u{A7}0 \u{2116}0 \u{2211}"
      ),
      ("Q\u{B4}\u{B4} \u{37E} \u{1FEF} \u{FF0C}\u{FF0E}\u{FF11}", "q ; ` 0"),
      ("", ""),
      (".,;", ""),
      ("\u{301}", ""),
    ])
  func datatrove(text: String, expected: String) {
    var steps = NormalizationSteps()
    steps.numbers = true
    steps.punctuation = .datatrove
    steps.accents = true
    #expect(Array(normalized(text, steps).utf8) == Array(expected.utf8))
  }

  @Test("without steps nothing changes")
  func nothing() {
    let text = " A\u{301} 3.5\t\u{0}\u{1}(don't)  \u{3A3}  "
    #expect(Array(normalized(text, .none).utf8) == Array(text.utf8))
  }

  @Test("each step does one thing")
  func singleSteps() {
    let text = " \u{C9}t\u{E9} 3.5\tDon't+  x "
    func only(_ change: (inout NormalizationSteps) -> Void) -> String {
      var steps = NormalizationSteps.none
      change(&steps)
      return normalized(text, steps)
    }
    #expect(only { $0.lowercase = true } == " \u{E9}t\u{E9} 3.5\tdon't+  x ")
    #expect(only { $0.numbers = true } == " \u{C9}t\u{E9} 0\tDon't+  x ")
    #expect(only { $0.punctuation = .spaces } == " \u{C9}t\u{E9} 3 5\tDon t   x ")
    #expect(only { $0.punctuation = .remove } == " \u{C9}t\u{E9} 35\tDont  x ")
    #expect(only { $0.whitespace = true } == "\u{C9}t\u{E9} 3.5 Don't+ x")
    #expect(only { $0.accents = true } == " Ete 3.5\tDon't+  x ")
  }

  @Test("accents come off every scalar as in Python's unicodedata")
  func allScalars() {
    var steps = NormalizationSteps.none
    steps.accents = true
    let normalizer = StepwiseNormalizer(steps)
    var all: [UInt8] = []
    var output: [UInt8] = []
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
        let age = scalar.properties.age, age.major < 15,
        value != 0x1171E  // a nonspacing mark in Unicode 14, none in 16
      else { continue }
      normalizer.normalize(Array(String(scalar).utf8).span, into: &output)
      all += output
    }
    // XXH64 over the same with Python 3.11 (Unicode 14.0): normalize("NFD", c) without category Mn.
    #expect(all.withUnsafeBytes { XXHash64.hash($0) } == 0x4b506b882c29daf7)
  }

  @Test("text cut inside a scalar does not crash", arguments: UInt64(0)..<50)
  func damage(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    var steps = NormalizationSteps()
    steps.accents = true
    steps.numbers = true
    var output: [UInt8] = []
    StepwiseNormalizer(steps).normalize(bytes.span, into: &output)
    #expect(output.count <= 3 * bytes.count)
  }
}
