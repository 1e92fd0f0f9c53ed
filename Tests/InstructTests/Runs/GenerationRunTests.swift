import Instruct
import Synchronization
import TestSupport
import Testing

/// One run in a fresh folder, and what it left.
struct TestRun {
  let folder = TemporaryFolder()
  var settings = AlpacaSettings()
  var workers = 1

  static let seeds = (0..<12).map { number in
    SeedTask(
      id: "seed_\(number)",
      pair: InstructionPair(
        instruction: "Tell a story number \(number) about topic\(number) word\(number * 7):",
        input: number.isMultiple(of: 2) ? "" : "Some input \(number)", output: "Once \(number)."))
  }

  init(_ change: (inout AlpacaSettings) -> Void = { _ in }) {
    settings.pairs = 40
    settings.maximumRequests = 60
    change(&settings)
  }

  func run(
    _ generator: any TextGenerator, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: (GenerationRun.Progress) -> Void = { _ in }
  ) throws -> GenerationFunnel {
    let run = GenerationRun(
      settings: settings, seeds: Self.seeds, generator: generator,
      journalPath: folder.path + "/journal", outputPath: folder.path + "/pairs.jsonl",
      rejectsPath: folder.path + "/rejects.jsonl", workers: workers)
    return try run.run(isCancelled: isCancelled, progress: progress)
  }

  var pairs: [UInt8] { folder.read("pairs.jsonl") }
  var rejects: [UInt8] { folder.read("rejects.jsonl") }
  var lineCounts: (pairs: Int, rejects: Int) {
    (pairs.count { $0 == 0x0A }, rejects.count { $0 == 0x0A })
  }
}

@Suite struct GenerationRunTests {
  @Test func `every record is a pair or counted under one rule`() throws {
    let run = TestRun()
    let funnel = try run.run(ScriptedGenerator(ScriptedGenerator.list))
    #expect(funnel.ending == .pairsReached)
    #expect(funnel.accepted == 40)
    #expect(funnel.accepted + funnel.rejected.reduce(0) { $0 + $1.count } == funnel.records)
    #expect(run.lineCounts == (40, funnel.records - 40))
    for rule in [PairRule.rougeL, .emptyOutput, .falseArithmetic, .cutRecord, .beyondTarget] {
      #expect(funnel.count(of: rule) > 0, "\(rule)")
    }
    #expect(funnel.promptTokens == funnel.requests * 100)
  }

  @Test("the number of workers does not change a byte", arguments: [0, 1])
  func workers(generatedDemonstrations: Int) throws {
    var one = TestRun { settings in
      settings.pairs = 120
      settings.maximumRequests = 130
      settings.generatedDemonstrations = generatedDemonstrations
      settings.minimumYieldFraction = 0
    }
    let funnel = try one.run(ScriptedGenerator(ScriptedGenerator.list))
    // Far enough for prompts to hold generated pairs.
    #expect(generatedDemonstrations == 0 || funnel.requests > 64)
    for workers in [2, 4, 9] {
      var many = TestRun()
      many.settings = one.settings
      many.workers = workers
      #expect(try many.run(ScriptedGenerator(ScriptedGenerator.list)) == funnel)
      #expect(many.pairs == one.pairs)
      #expect(many.rejects == one.rejects)
    }
    one.settings.seed = 2
    _ = try one.run(ScriptedGenerator(ScriptedGenerator.list))
    #expect(!one.pairs.isEmpty)
  }

  @Test("a run stopped anywhere and resumed gives the bytes of a straight one", arguments: 1..<8)
  func resume(stopAfter: Int) throws {
    let straight = TestRun()
    let expected = try straight.run(ScriptedGenerator(ScriptedGenerator.list))
    var stopped = TestRun()
    stopped.workers = 3
    let generator = ScriptedGenerator(ScriptedGenerator.list)
    for stop in stride(from: stopAfter, to: 200, by: stopAfter) {
      let decided = Mutex(0)
      let funnel = try stopped.run(
        generator, isCancelled: { decided.withLock { $0 >= stop } },
        progress: { _ in decided.withLock { $0 += 1 } })
      if funnel.ending != .interrupted {
        #expect(funnel == expected)
        break
      }
      #expect(stopped.pairs.isEmpty)
    }
    #expect(stopped.pairs == straight.pairs)
    #expect(stopped.rejects == straight.rejects)
    let asked = generator.requests.map { "\($0.item) \($0.attempt)" }
    #expect(Set(asked).count == asked.count, "a reply was paid for twice")
  }

  @Test func `a journal cut anywhere, as after a kill, resumes to the same bytes`() throws {
    let straight = TestRun()
    _ = try straight.run(ScriptedGenerator(ScriptedGenerator.list))
    let journal = straight.folder.read("journal")
    for length in stride(from: 0, to: journal.count, by: journal.count / 17) {
      let killed = TestRun()
      killed.folder.write(journal.prefix(length), to: "journal")
      killed.folder.write("half a line", to: "pairs.jsonl.partial")
      let generator = ScriptedGenerator(ScriptedGenerator.list)
      _ = try killed.run(generator)
      #expect(killed.pairs == straight.pairs)
      #expect(killed.rejects == straight.rejects)
      if length > journal.count / 2 { #expect(generator.requests.count < straight.settings.pairs) }
    }
  }

  @Test func `no usable pair is an end like any other, after new attempts with new seeds`() throws {
    let run = TestRun { $0.maximumRequests = 9 }
    let generator = ScriptedGenerator { request in
      GenerationReply(text: request.item == 1 ? " \n" : " of of the the", finishReason: .stop)
    }
    let funnel = try run.run(generator)
    #expect(funnel.accepted == 0)
    #expect(funnel.requests == 9)
    #expect(funnel.count(of: .unparsableReply) == 6)
    #expect(funnel.count(of: .emptyReply) == 3)
    #expect(funnel.ending == .requestsReached)
    #expect(run.lineCounts == (0, 9))
    #expect(Set(generator.requests.map(\.seed)).count == generator.requests.count)
  }

  @Test func `a model that repeats itself ends the run by its yield`() throws {
    let run = TestRun { settings in
      settings.yieldWindow = 50
      settings.minimumYieldFraction = 0.1
      settings.maximumRequests = 1_000
    }
    let funnel = try run.run(
      ScriptedGenerator { request in
        var same = request
        same.seed = 4
        return ScriptedGenerator.list(same)
      })
    #expect(funnel.ending == .yieldTooLow)
    #expect(funnel.requests < 20)
  }
}
