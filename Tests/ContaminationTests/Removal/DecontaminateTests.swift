import Contamination
import Pipelines
import Testing

@Suite("decontaminate with every method")
struct DecontaminateTests {
  private static let question =
    "Élodie paid seven francs for the twelve brass buttons that she found at the market beside the "
    + "old harbour, and sold them again for nine; how much did she earn in all?"
  private static let set = BenchmarkSet(
    name: "quiz", items: [BenchmarkItem(index: 0, question: question, answer: "two francs")])

  /// A document that holds the item on lines of its own, with room on both sides.
  private static func document() -> Document {
    makeDocument(
      prose(words: 200, seed: 1) + "\n" + set.items[0].example + "\n" + prose(words: 200, seed: 2))
  }

  /// Runs a method's stage, whichever it is, as one that judges documents alone.
  private func process<Method: ContaminationMethod>(
    _: Method.Type, _ document: Document, action: RemovalAction
  ) throws -> (document: Document, verdict: Verdict) {
    var settings = DecontaminationSettings<Method>()
    settings.removal.action = action
    let stage = try Decontaminate(settings, benchmarks: [Self.set])
    var document = document
    var shared = SharedScratch()
    var state = stage.makeState()
    let verdict = stage.process(&document, shared: &shared, state: &state)
    return (document, verdict)
  }

  @Test("the action decides what happens", arguments: ContaminationMethods.all.map { $0.name })
  func actions(name: String) throws {
    let method = try ContaminationMethods.named(name)
    let stage = "decontaminate-\(name)"
    let original = Self.document()

    let annotated = try process(method, original, action: .annotate)
    #expect(annotated.verdict == .keep)
    #expect(!annotated.document.isTextChanged)
    #expect(annotated.document.notes["\(stage).item"] == .text("quiz:0"))
    guard case .number(let score)? = annotated.document.notes["\(stage).score"] else {
      Issue.record("the score is noted")
      return
    }
    #expect(score > 0 && score <= 1)

    let dropped = try process(method, original, action: .drop)
    guard case .drop(let reason) = dropped.verdict else {
      Issue.record("the document is dropped")
      return
    }
    #expect(reason.rule == "contaminated")
    #expect(reason.detail == "quiz:0")

    let cut = try process(method, original, action: .cut)
    #expect(cut.verdict == .keep)
    #expect(cut.document.notes["\(stage).pieces"] == .number(2))
    #expect(!String(decoding: cut.document.text, as: UTF8.self).contains("brass buttons"))
    #expect(cut.document.text.count < original.text.count - Self.question.utf8.count)

    let clean = try process(method, makeDocument(prose(words: 300, seed: 3)), action: .drop)
    #expect(clean.verdict == .keep)
    #expect(clean.document.notes == Notes())
  }

  @Test("settings of method and removal stand side by side, unknown ones are refused")
  func settings() throws {
    func decode(_ key: String, _ value: LocatedValue.Content) throws
      -> DecontaminationSettings<PaLMOverlap>
    {
      let entries = [("benchmarks", LocatedValue.Content.string("a")), (key, value)].map {
        LocatedValue.Entry(key: $0, place: SettingsPlace(), value: LocatedValue($1))
      }
      let settings = try Decontaminate<PaLMOverlap>.decodeSettings(
        from: LocatedValue(.map(entries)), owner: "'decontaminate'")
      return try #require(settings as? DecontaminationSettings<PaLMOverlap>)
    }
    #expect(try decode("minimumDirtyShare", .number(0.5)).method.minimumDirtyShare == 0.5)
    #expect(try decode("action", .string("annotate")).removal.action == .annotate)
    let unknown = #expect(throws: SettingsError.self) { try decode("minimumDirtShare", .number(1)) }
    #expect(unknown?.message.contains("did you mean 'minimumDirtyShare'?") == true)
    #expect(throws: SettingsError.self) { try decode("minimumDirtyShare", .number(2)) }
    #expect(throws: SettingsError.self) { try decode("maximumPieces", .integer(0)) }
  }
}
