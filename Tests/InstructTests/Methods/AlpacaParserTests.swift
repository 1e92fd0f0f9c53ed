import Instruct
import TestSupport
import Testing

/// The parser is reached through a run with filters off: replies in, pairs out.
@Suite struct AlpacaParserTests {
  /// Runs one reply and returns the output files as text.
  private func outcome(
    _ reply: String, finishReason: FinishReason = .stop
  ) throws -> (pairs: [String], funnel: GenerationFunnel) {
    let run = TestRun { settings in
      settings.maximumRequests = 1
      settings.disabledRules = PairRule.allCases.filter(\.isFilter)
    }
    let funnel = try run.run(
      ScriptedGenerator { _ in GenerationReply(text: reply, finishReason: finishReason) })
    let lines = String(decoding: run.pairs, as: UTF8.self).split(separator: "\n")
    let pairs = lines.map { line in
      String(line.prefix(upTo: line.firstRange(of: #","sluice""#)?.lowerBound ?? line.endIndex))
    }
    return (pairs, funnel)
  }

  private static let first = #"{"instruction":"Do a","input":"","output":"A""#
  private static let second = #"{"instruction":"Do b","input":"x\ny","output":"B""#

  @Test(
    "records are found by structure",
    arguments: [
      // As asked.
      " Do a\n4. Input:\n<noinput>\n4. Output:\nA\n###\n5. Instruction: Do b\n5. Input:\nx\ny\n5. Output:\nB\n",
      // Wrong, repeated and missing numbers; other white space.
      "Do a\n7. Input: none\n7. Output: A\n###\n\n99.  Instruction:Do b\n2. Input:x\ny\n\n1) Output:  B",
      // No separators, Windows line ends.
      " Do a\r\n4. Input:\r\nNo input.\r\n4. Output:\r\nA\r\n5. Instruction: Do b\r\n5. Input:\r\nx\r\ny\r\n5. Output:\r\nB",
      // Separator and label in one line, lone number at the end.
      " Do a\n4. Output: A\n### 5. Instruction: Do b\n5. Input: x\ny\n5. Output: B\n###\n6.",
      // Labels without numbers.
      " Do a\nInput: N/A\nOutput: A\n###\nInstruction: Do b\nInput:\nx\ny\nOutput: B\n",
      // Other case.
      " Do a\n4. INPUT: No input required\n4. output: A\n###\n5. instruction: Do b\n5. Input: x\ny\n5. Output: B",
    ])
  func structure(reply: String) throws {
    let (pairs, funnel) = try outcome(reply)
    #expect(pairs == [Self.first, Self.second])
    #expect(funnel.records == 2)
  }

  @Test func `labels without numbers are content where the record numbers its own`() throws {
    let (pairs, _) = try outcome(" Do a\n4. Input:\nInput: 5\n4. Output:\nOutput: 7\nInput: 8")
    #expect(pairs == [#"{"instruction":"Do a","input":"Input: 5","output":"Output: 7\nInput: 8""#])
  }

  @Test func `the last record of a cut reply is dropped, complete or not`() throws {
    let reply = " Do a\n4. Output: A\n###\n5. Instruction: Do b\n5. Output: B"
    let (pairs, funnel) = try outcome(reply, finishReason: .length)
    #expect(pairs == [Self.first])
    #expect(funnel.count(of: .cutRecord) == 1)
    #expect(try outcome(reply, finishReason: .other("abort")).pairs.count == 1)
  }

  @Test func `a record without output is dropped, its neighbours are kept`() throws {
    let (pairs, funnel) = try outcome(
      " Do a\n4. Output: A\n###\n5. Instruction: lost\n5. Input: x\n###\n6. Instruction: Do b\n"
        + "6. Input: x\ny\n6. Output: B")
    #expect(pairs == [Self.first, Self.second])
    #expect(funnel.count(of: .incompleteRecord) == 1)
  }

  @Test(
    "a long reply without sense takes no longer than its length", .timeLimit(.minutes(1)),
    arguments: [
      "7", "a", "=", "1 + ", "#", " ", "3. ", "\n", "x ",
    ])
  func long(piece: String) throws {
    let text = String(repeating: piece, count: 80_000)
    let funnel = try outcome(" Do a\n4. Input: \(text)\n4. Output: \(text)").funnel
    #expect(funnel.requests > 0)
  }

  @Test(arguments: UInt64(0)..<40)
  func `any text is parsed without a crash and every record counted`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "###", "\n", " ", "4.", "5. Instruction:", "Input:", "6. Output:", "Output :", "text", "é",
      "\u{0}", "12345678901234567890", "```", "=", "3 + 4 = 7", "\r\n", "Instruction:", ".",
    ]
    let text = (0..<60).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
    let reply = text.joined()
    for reason in [FinishReason.stop, .length] {
      let (_, funnel) = try outcome(reply, finishReason: reason)
      #expect(funnel.requests == 1)
      let dropped = funnel.rejected.filter { $0.rule != .unparsableReply && $0.rule != .emptyReply }
      #expect(funnel.accepted + dropped.reduce(0) { $0 + $1.count } == funnel.records)
    }
  }
}
