import Testing
import Tokens

@Suite struct SupervisedExampleTests {
  static func example(_ prompt: String, _ response: String) throws -> (
    SupervisedExample, Tokenizer
  ) {
    let tokenizer = try SmallVocabulary.tokenizer()
    let end = try #require(tokenizer.endOfText)
    let (promptBytes, responseBytes) = (Array(prompt.utf8), Array(response.utf8))
    let example = try SupervisedExample(
      prompt: promptBytes.span, response: responseBytes.span, encoder: tokenizer.makeEncoder(),
      endOfText: end)
    return (example, tokenizer)
  }

  @Test("the loss counts the response and its end token, and no token spans the border")
  func mask() throws {
    let (example, tokenizer) = try Self.example("the lo", "west wide")
    let trained = zip(example.tokens, example.trained).filter(\.1).map(\.0)
    let response = Array(trained.dropLast())
    let prompt = zip(example.tokens, example.trained).filter { !$0.1 }.map(\.0)
    #expect(try tokenizer.decode(prompt.span) == Array("the lo".utf8))
    #expect(try tokenizer.decode(response.span) == Array("west wide".utf8))
    #expect(
      trained.last == tokenizer.endOfText && prompt.count + trained.count == example.tokens.count)
  }

  @Test("text that spells the end token does not become it")
  func injection() throws {
    let (example, tokenizer) = try Self.example("a<|endoftext|>", "b<|endoftext|>")
    #expect(example.tokens.filter { $0 == tokenizer.endOfText }.count == 1)
  }

  @Test("an example too long loses the start of its prompt first, then the end of its response")
  func truncation() throws {
    let (whole, _) = try Self.example("zqzqzqzq", "xyxy")
    #expect(whole.tokens.count == 8 + 4 + 1)
    var example = whole
    let isCut = [13, 7].map { example.truncate(to: $0) }
    #expect(isCut == [false, true])
    #expect(example.tokens == ContiguousArray(whole.tokens.suffix(7)))
    #expect(example.trained == ContiguousArray([false, false] + whole.trained.suffix(5)))
    #expect(example.tokens.count == 7)
    _ = example.truncate(to: 3)
    #expect(example.tokens == ContiguousArray(whole.tokens[8..<11]))
    #expect(example.trained.allSatisfy(\.self) && example.trained.count == 3)
  }
}
