import Instruct
import Synchronization
import TestSupport
import Testing

@Suite struct GenerationFailureTests {
  @Test func `a request that fails while others are answered is set aside and counted`() throws {
    let run = TestRun { $0.maximumRequests = 6 }
    let generator = ScriptedGenerator { request throws(GenerationError) in
      if request.item == 2 {
        throw GenerationError(.overloaded(status: 500, message: "crash"), place: "scripted")
      }
      return ScriptedGenerator.list(request)
    }
    let funnel = try run.run(generator)
    #expect(funnel.count(of: .requestFailed) == 1)
    #expect(funnel.requests == 6)
    #expect(
      String(decoding: run.rejects, as: UTF8.self).contains(#""dropped_by":"request-failed""#))
    // Asked once more after the generator proved to be well, then never again.
    #expect(generator.requests.count { $0.item == 2 } == 2)
    _ = try run.run(generator)
    #expect(generator.requests.count { $0.item == 2 } == 2)
  }

  @Test func `a generator that goes away stops the run, and the next run goes on`() throws {
    let run = TestRun()
    let dying = ScriptedGenerator { request throws(GenerationError) in
      if request.item >= 3 { throw GenerationError(.connectionRefused, place: "scripted") }
      return ScriptedGenerator.list(request)
    }
    #expect(throws: GenerationError.self) {
      try run.run(dying, progress: { _ in dying.isHealthy.withLock { $0 = false } })
    }
    #expect(run.pairs.isEmpty)
    let straight = TestRun()
    let healthy = ScriptedGenerator(ScriptedGenerator.list)
    let funnel = try run.run(healthy)
    #expect(try straight.run(ScriptedGenerator(ScriptedGenerator.list)) == funnel)
    #expect(run.pairs == straight.pairs)
    #expect(healthy.requests.allSatisfy { $0.item >= 3 })
  }

  @Test func `a generator that refuses everything stops the run and is not remembered`() throws {
    let run = TestRun()
    let error = #expect(throws: GenerationError.self) {
      try run.run(
        ScriptedGenerator { _ throws(GenerationError) in
          throw GenerationError(.refused(status: 404, message: "no route"), place: "scripted")
        })
    }
    guard case .circuitOpen(_, let last) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(last.contains("404"))
    #expect(try run.run(ScriptedGenerator(ScriptedGenerator.list)).count(of: .requestFailed) == 0)
  }

  @Test func `a small context gets fewer demonstrations, then fewer tokens`() throws {
    let run = TestRun { settings in
      settings.maximumRequests = 2
      settings.maximumTokens = 400
    }
    let generator = ScriptedGenerator { request throws(GenerationError) in
      if request.prompt.contains("2. Output") || request.maximumTokens > 100 {
        throw GenerationError(.contextExceeded(message: "too long"), place: "scripted")
      }
      return ScriptedGenerator.list(request)
    }
    #expect(try run.run(generator).accepted > 0)
    let tokens = generator.requests.filter { $0.item == 0 }.map(\.maximumTokens)
    #expect(tokens == [400, 400, 400, 200, 100])
  }

  @Test func `a context too small for anything is a failed request, not a loop`() throws {
    let run = TestRun { $0.maximumRequests = 3 }
    let funnel = try run.run(
      ScriptedGenerator { _ throws(GenerationError) in
        throw GenerationError(.contextExceeded(message: "tiny"), place: "scripted")
      })
    #expect(funnel.count(of: .requestFailed) == 3)
  }

  @Test func `an output that cannot be written is an error before anything is asked`() throws {
    let generator = ScriptedGenerator(ScriptedGenerator.list)
    let folder = TemporaryFolder()
    let run = GenerationRun(
      settings: AlpacaSettings(), seeds: TestRun.seeds, generator: generator,
      journalPath: folder.path + "/journal", outputPath: folder.path + "/none/pairs.jsonl",
      rejectsPath: folder.path + "/rejects.jsonl")
    #expect(throws: JournalError.self) { try run.run() }
    #expect(generator.requests.isEmpty)
  }

  @Test func `a server that lies now and then changes nothing but the time`() throws {
    let server = LyingServer { request in
      guard request.path == "/v1/completions", !request.body.contains(#""max_tokens":1,"#) else {
        return nil
      }
      switch request.number % 7 {
      case 1: return .reply(status: 500, body: "oops")
      case 3: return .cut(body: LyingServer.completion("half"))
      case 5: return .reply(status: 200, body: LyingServer.completion("x", finishReason: nil))
      default:
        // The topic depends on the request alone, as with a model and a seed.
        let seed = request.body.split(separator: #""seed":"#).last?.prefix { $0.isNumber } ?? ""
        let instruction =
          "Describe thing\(seed) with part\(seed.prefix(5)) and end\(seed.suffix(4))"
        return .reply(
          status: 200,
          body: LyingServer.completion(
            " \(instruction)\\n4. Input:\\n<noinput>\\n4. Output:\\nAnswer \(seed)."))
      }
    }
    var outputs: [[UInt8]] = []
    for workers in [1, 4] {
      var settings = HTTPGeneratorSettings(address: server.address)
      settings.firstWaitSeconds = 0.01
      settings.longestWaitSeconds = 0.02
      settings.tries = 10
      var run = TestRun { $0.pairs = 15 }
      run.workers = workers
      #expect(try run.run(try HTTPGenerator(settings: settings)).accepted == 15)
      outputs.append(run.pairs)
    }
    #expect(outputs[0] == outputs[1])
  }
}
