import Instruct
import Testing

/// `HTTPGenerator.logProbabilities(of:isCancelled:)`.
@Suite struct PromptScoringTests {
  private static func scores(
    _ answer: LyingServer.Answer, tries: Int = 2
  ) throws -> Result<[Double], GenerationError> {
    let server = LyingServer { _ in answer }
    var settings = HTTPGeneratorSettings(address: server.address)
    settings.firstWaitSeconds = 0.01
    settings.longestWaitSeconds = 0.02
    settings.requestSeconds = 10
    settings.tries = tries
    settings.model = "tiny"
    let generator = try HTTPGenerator(settings: settings)
    return Result { () throws(GenerationError) in
      try generator.logProbabilities(of: "three little words", isCancelled: { false })
    }
  }

  @Test func `the request asks for the echo, and the generated token is left out`() throws {
    let server = LyingServer { request in
      let wanted = [
        #""prompt":"three little words""#, #""echo":true"#, #""logprobs":1"#, #""max_tokens":1"#,
        #""model":"tiny""#,
      ]
      guard wanted.allSatisfy(request.body.contains) else {
        return .reply(status: 400, body: request.body)
      }
      return .reply(
        status: 200,
        body: #"{"choices":[{"text":"three little words and","logprobs":{"tokens":["a"],"#
          + #""token_logprobs":[null,-1.5,-2,-0.25]}}],"usage":{"prompt_tokens":3}}"#)
    }
    var settings = HTTPGeneratorSettings(address: server.address)
    settings.model = "tiny"
    let generator = try HTTPGenerator(settings: settings)
    let values = try generator.logProbabilities(of: "three little words", isCancelled: { false })
    #expect(values == [-1.5, -2])
  }

  @Test func `without a count of tokens the last one is the generated one`() throws {
    let body = #"{"choices":[{"logprobs":{"token_logprobs":[null,-1.5,-2,-0.25]}}]}"#
    #expect(try Self.scores(.reply(status: 200, body: body)).get() == [-1.5, -2])
  }

  @Test(
    "a server that does not give the prompt's values is told",
    arguments: [
      #"{"choices":[{"text":"x"}]}"#, #"{"choices":[{"logprobs":null}]}"#, #"{"choices":[]}"#,
      #"{"choices":[{"logprobs":{"token_logprobs":[-0.2]}}],"usage":{"prompt_tokens":3}}"#,
      #"{"choices":[{"logprobs":{"token_logprobs":[]}}]}"#,
      #"{"choices":[{"logprobs":{"token_logprobs":[null,null,-2,-1]}}]}"#,
    ])
  func missing(body: String) throws {
    let result = try Self.scores(.reply(status: 200, body: body))
    guard case .failure(let error) = result, case .missingField(let field) = error.problem else {
      Issue.record("\(result)")
      return
    }
    #expect(field.contains("logprobs"))
  }

  @Test func `a text beyond the context is told as such, once`() throws {
    let body = #"{"error":{"message":"maximum context length is 8"}}"#
    let result = try Self.scores(.reply(status: 400, body: body))
    guard case .failure(let error) = result, case .contextExceeded = error.problem else {
      Issue.record("\(result)")
      return
    }
  }
}
