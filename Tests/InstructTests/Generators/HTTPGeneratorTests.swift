import Instruct
import Testing

@Suite struct HTTPGeneratorTests {
  private let request = GenerationRequest(
    prompt: "Say \"hi\"\n", sampling: Sampling(), seed: 5, stops: ["\n\n"], maximumTokens: 9)

  private func settings(_ address: String) -> HTTPGeneratorSettings {
    var settings = HTTPGeneratorSettings(address: address)
    settings.firstWaitSeconds = 0.01
    settings.longestWaitSeconds = 0.02
    settings.requestSeconds = 10
    settings.readySeconds = 0.5
    settings.tries = 3
    return settings
  }

  private func problem(
    _ server: LyingServer, _ change: (inout HTTPGeneratorSettings) -> Void = { _ in }
  ) throws -> GenerationError.Problem? {
    var settings = settings(server.address)
    change(&settings)
    let generator = try HTTPGenerator(settings: settings)
    do {
      _ = try generator.complete(request, isCancelled: { false })
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func `a healthy server describes itself and answers with every value sent`() throws {
    let server = LyingServer { request in
      guard request.path == "/v1/completions" else { return nil }
      let wanted = [
        #""prompt":"Say \"hi\"\n""#, #""max_tokens":9"#, #""temperature":1"#, #""top_p":1"#,
        #""top_k":0"#, #""min_p":0"#, #""repeat_penalty":1"#, #""presence_penalty":0"#,
        #""frequency_penalty":0"#, #""seed":5"#, #""stop":["\n\n"]"#, #""model":"tiny""#,
        #""stream":false"#,
      ]
      let missing = wanted.filter { !request.body.contains($0) }
      // The probe before the run asks for one token.
      if !missing.isEmpty, !request.body.contains(#""max_tokens":1,"#) {
        return .reply(status: 400, body: "missing \(missing)")
      }
      return nil
    }
    let generator = try HTTPGenerator(settings: settings(server.address + "/v1/"))
    let model = try generator.prepare(isCancelled: { false })
    #expect(model == GeneratorModel(name: "tiny", kind: "server"))
    let reply = try generator.complete(request, isCancelled: { false })
    #expect(reply.text == "a fine answer")
    #expect(reply.finishReason == .stop)
    #expect(reply.usage == TokenUsage(promptTokens: 7, completionTokens: 3))
  }

  @Test func `a closed port is refused, in prepare after its time limit`() throws {
    let server = LyingServer { _ in nil }
    server.stop()
    #expect(try problem(server) == .connectionRefused)
    let generator = try HTTPGenerator(settings: settings(server.address))
    let error = #expect(throws: GenerationError.self) {
      try generator.prepare(isCancelled: { false })
    }
    guard case .notReady = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect("\(try #require(error))".contains("connection refused"))
  }

  @Test("what may pass is tried again", arguments: [429, 500, 502, 503, 504, 408])
  func retried(status: Int) throws {
    let server = LyingServer { request in
      request.number < 2
        ? .reply(status: status, body: "{}", headers: ["Retry-After": "0.01"]) : nil
    }
    #expect(try problem(server) == nil)
    #expect(server.count == 3)
  }

  @Test("what cannot pass is not tried again", arguments: [400, 401, 403, 404, 422, 501])
  func notRetried(status: Int) throws {
    let server = LyingServer { _ in
      .reply(status: status, body: #"{"error":{"message":"no"}}"#)
    }
    #expect(try problem(server) == .refused(status: status, message: "no"))
    #expect(server.count == 1)
  }

  @Test(
    "a lie is an error, never a reply",
    arguments: [
      (LyingServer.Answer.cut(body: LyingServer.completion("half")), "connectionLost"),
      (.raw("HTTP/1.1 200 OK\r\n\r\n" + LyingServer.completion("half").prefix(20)), "notJSON"),
      (.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"ch"), "connectionLost"),
      (.raw("hello"), "connectionLost"),
      (.raw(""), "connectionLost"),
      (.reply(status: 200, body: "<html>busy</html>"), "notJSON"),
      (.reply(status: 200, body: ""), "notJSON"),
      (.reply(status: 200, body: LyingServer.completion("x", finishReason: nil)), "finish_reason"),
      (.reply(status: 200, body: #"{"choices":[]}"#), "choices"),
      (.reply(status: 200, body: #"{"choices":7}"#), "choices"),
      (.reply(status: 200, body: #"{"choices":[{"finish_reason":"stop"}]}"#), "text"),
      (.reply(status: 500, body: "overworked"), "overworked"),
    ])
  func lies(answer: LyingServer.Answer, expected: String) throws {
    let server = LyingServer { _ in answer }
    let found = try #require(try problem(server))
    #expect("\(found)".contains(expected), "\(found)")
    #expect(server.count == 3)
  }

  @Test func `a silent server ends at the time limit`() throws {
    let server = LyingServer { _ in .silence }
    let found = try problem(server) { settings in
      settings.requestSeconds = 0.3
      settings.tries = 1
    }
    #expect(found == .timedOut(seconds: 0.3))
  }

  @Test func `waiting ends when the run is cancelled`() throws {
    let server = LyingServer { _ in .silence }
    let generator = try HTTPGenerator(settings: settings(server.address))
    let error = #expect(throws: GenerationError.self) {
      try generator.complete(request, isCancelled: { server.count > 0 })
    }
    #expect(error?.problem == .cancelled)
  }

  @Test func `a reply larger than the limit is given up`() throws {
    let server = LyingServer { _ in
      .reply(status: 200, body: LyingServer.completion(String(repeating: "x", count: 5_000)))
    }
    let found = try problem(server) { $0.maximumReplyBytes = 2_000 }
    #expect(found == .replyTooLarge(limitBytes: 2_000))
  }

  @Test(
    "a prompt that is too long has its own error",
    arguments: [
      #"{"error":{"code":400,"message":"request exceeds","type":"exceed_context_size_error"}}"#,
      #"{"error":{"message":"This model's maximum context length is 512 tokens.","code":"x"}}"#,
    ])
  func context(body: String) throws {
    let server = LyingServer { _ in .reply(status: 400, body: body) }
    guard case .contextExceeded = try problem(server) else {
      Issue.record("not recognised")
      return
    }
  }

  @Test func `a validation error that comes as 500 is asked only twice`() throws {
    let server = LyingServer { _ in
      .reply(status: 500, body: #"{"error":{"message":"2 validation errors"}}"#)
    }
    _ = try problem(server) { $0.tries = 6 }
    #expect(server.count == 2)
  }

  @Test func `a server that is still loading is waited for`() throws {
    let start = ContinuousClock.now
    let server = LyingServer { request in
      let isLoading = ContinuousClock.now - start < .milliseconds(200)
      return request.path == "/health" && isLoading
        ? .reply(status: 503, body: #"{"error":{"message":"Loading model"}}"#) : nil
    }
    var patient = settings(server.address)
    patient.readySeconds = 30
    #expect(try HTTPGenerator(settings: patient).prepare(isCancelled: { false }).name == "tiny")
  }

  @Test(
    "settings out of range are refused before anything is sent",
    arguments: [
      "ftp://x", "127.0.0.1:80", "",
    ])
  func address(_ address: String) {
    #expect(throws: SettingError.self) {
      try HTTPGenerator(settings: HTTPGeneratorSettings(address: address))
    }
  }
}
