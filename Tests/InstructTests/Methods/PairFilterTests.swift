import Instruct
import TestSupport
import Testing

@Suite struct PairFilterTests {
  /// The rules that dropped a single pair.
  private func rules(
    _ instruction: String, _ input: String, _ output: String,
    _ change: (inout AlpacaSettings) -> Void = { _ in }
  ) throws -> [PairRule] {
    let run = TestRun { settings in
      settings.maximumRequests = 1
      change(&settings)
    }
    let reply = " \(instruction)\n4. Input:\n\(input)\n4. Output:\n\(output)\n"
    let funnel = try run.run(
      ScriptedGenerator { _ in GenerationReply(text: reply, finishReason: .stop) })
    return funnel.rejected.map(\.rule)
  }

  private static let good = "Name three quiet hobbies please"

  @Test(
    "a fault drops a pair, and not when its rule is switched off",
    arguments: [
      ("Name three hobbies", "", "Fine.", PairRule.tooFewWords),
      (String(repeating: "word ", count: 151), "", "Fine.", .tooManyWords),
      ("Describe this IMAGE for a blind friend", "", "Fine.", .blockedWord),
      ("Tell me how to go to Rome", "", "Fine.", .blockedWord),
      ("Write a program that sorts numbers", "", "Fine.", .blockedBeginning),
      ("(Name) three quiet hobbies", "", "Fine.", .punctuationBeginning),
      ("Écris trois passe-temps bien calmes", "", "Fine.", .nonASCIIBeginning),
      ("Please set an alarm for seven", "", "Fine.", .impossibleAction),
      ("Summarise the page at https://example.org briefly", "", "Fine.", .linkOrAttachment),
      (good, "www.example.org/page", "Fine.", .linkOrAttachment),
      ("Describe what the attached document says", "", "Fine.", .linkOrAttachment),
      (good, "", "N/A", .emptyOutput), (good, "", "<No Output>", .emptyOutput),
      (good, "", "none.", .emptyOutput),
      (good, "", "Reading. 6. Instruction: Name a bird", .mergedRecords),
      (good, "some ### text", "Fine.", .mergedRecords),
      (good, "the same", "the same", .outputRepeatsInput),
      (good, "", "```swift\nlet a = 1", .unclosedCode),
      (good, "", "There are 3 + 4 = 8 bees.", .falseArithmetic),
      (good, "", "tab\u{7}bell", .controlCharacter), (good, "", "lost \u{FFFD}", .controlCharacter),
      ("Tell a story number 4 about topic4 word28", "", "Fine.", .rougeL),
    ])
  func fault(instruction: String, input: String, output: String, rule: PairRule) throws {
    #expect(try rules(instruction, input, output) == [rule])
    #expect(try rules(instruction, input, output) { $0.disabledRules = [rule] } == [])
  }

  @Test(
    "sound pairs pass",
    arguments: [
      (good, "", "Reading, 1. walking 2. knitting"),
      ("Imagine a mapmaker and describe his day", "", "He profiles the coast."),
      ("Explain how programs are written", "", "```\ncode\n```\nand\n```\nmore\n```"),
      (good, "", "17 of 20, so 17 / 20 = 85% and 1/3 = 0.33; x = 3 + 4; 10 + 10 = 100 in binary."),
      (good, "", "12 x 12 = 144, 1,000 + 24 = 1,024 and 2 + 3 * 4 = 14. Also 10 - 4 = 6!"),
      (good, "", "Half of 6 + 2 = 5? 2 ^ 3 + 1 = 9, (3) + 4 = 8, 3.5 + 1 = 5, 7 / 2 = 3"),
      (good, "", "9223372036854775807 + 9223372036854775807 = 1"),
      (good, "What is the capital of Peru?", "Lima"), (good, "", "?"),
    ])
  func sound(instruction: String, input: String, output: String) throws {
    #expect(try rules(instruction, input, output) == [])
  }

  @Test(
    "false sums are found in running text",
    arguments: [
      "12 × 12 = 145", "So 1,000 + 24 = 1,025.", "2 + 3 * 4 = 20", "8 / 2 = 3", "10 − 4 = 5!",
      "first 2 + 2 = 4, then 2 + 2 = 5", "We get 6 x 7 = 41 apples",
    ])
  func arithmetic(output: String) throws {
    #expect(try rules(Self.good, "", output) == [.falseArithmetic])
  }

  @Test func `each limit is a setting`() throws {
    #expect(try rules("Name two", "", "A.") { $0.minimumWords = 2 } == [])
    #expect(try rules(Self.good, "", "A.") { $0.maximumWords = 4 } == [.tooManyWords])
    #expect(try rules(Self.good, "", "A.") { $0.blockedWords = ["Hobbies"] } == [.blockedWord])
    #expect(
      try rules(Self.good, "", "A.") { $0.blockedBeginnings = ["Name"] } == [.blockedBeginning])
    #expect(
      try rules(Self.good, "", "A.") { $0.impossibleActions = ["name three"] } == [
        .impossibleAction
      ])
    let near = "Tell a story number 4 with more letters"
    #expect(try rules(near, "", "A.") == [])
    #expect(try rules(near, "", "A.") { $0.maximumSimilarity = 0.5 } == [.rougeL])
  }

  @Test(
    "settings out of range are refused",
    arguments: [
      { (settings: inout AlpacaSettings) in settings.pairs = 0 },
      { $0.maximumSimilarity = 0 }, { $0.tasksPerPrompt = 3 }, { $0.snapshotRequests = 5 },
      { $0.minimumWords = 200 }, { $0.disabledRules = [.cutRecord] }, { $0.attempts = 0 },
      { $0.sampling.temperature = .nan }, { $0.minimumYieldFraction = 2 },
    ] as [@Sendable (inout AlpacaSettings) -> Void])
  func range(change: @Sendable (inout AlpacaSettings) -> Void) {
    var settings = AlpacaSettings()
    change(&settings)
    #expect(throws: SettingError.self) { try settings.validate() }
  }
}
