import Testing
import Text

@Suite struct SentencesTests {
  // Counts are those of NLTK 3.10.4's Punkt with its English parameters.
  @Test(
    "sentences are counted as Punkt counts them",
    arguments: [
      ("", 0),
      ("   ", 0),
      ("No end mark", 1),
      ("One. Two? Three!", 3),
      ("He said \u{201C}stop.\u{201D} Then he left.", 2),
      ("Wow!!! Great (yes.) Fine.", 3),
      ("Dr. Smith met Mrs. Brown of Acme Inc. yesterday.", 1),
      ("He lives in the U.S. The weather is fine.", 2),
      ("Version 2.5 costs 3.99 dollars.", 1),
      ("Wait... what happened? Nothing.", 2),
      ("first. second. third.", 3),
      ("It cost 5. dollars in 1990.", 1),
      ("It began in 1990. Nobody knew.", 2),
    ])
  func counts(text: String, expected: Int) {
    let bytes = Array(text.utf8)
    #expect(Sentences.count(in: bytes.span, from: 0, to: bytes.count) == expected)
  }

  @Test("only the part between the offsets is counted")
  func parts() {
    let bytes = Array("One. Two. Three. Four.".utf8)
    #expect(Sentences.count(in: bytes.span, from: 5, to: 16) == 2)
  }

  @Test(
    "a list holds the sentences without the white space around them",
    arguments: [
      ("", []),
      (" \u{A0}\n", []),
      (
        "\n Dr. Smith came. \u{201C}Did he?\u{201D}  Yes!\n",
        ["Dr. Smith came.", "\u{201C}Did he?\u{201D}", "Yes!"]
      ),
      ("No end mark\nnor here", ["No end mark\nnor here"]),
      ("Été. Là\u{2003}bas", ["Été.", "Là\u{2003}bas"]),
    ] as [(String, [String])])
  func list(text: String, expected: [String]) {
    let bytes = Array(text.utf8)
    var list = SentenceList()
    list.fill(from: bytes.span)
    let found = (0..<list.count).map {
      String(decoding: bytes[Int(list.starts[$0])..<Int(list.ends[$0])], as: UTF8.self)
    }
    #expect(found == expected)
    #expect(list.count == Sentences.count(in: bytes.span, from: 0, to: bytes.count))
  }
}
