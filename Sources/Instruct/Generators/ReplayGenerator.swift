import FoundationEssentials
import Text

/// Answers from a file of recorded replies: for machines without a model, and to repeat a run.
///
/// One JSON object a line: `{"text": "…", "finish_reason": "stop", "usage": {…}}`. The lines answer
/// the run's items in order, and an item is not asked a second time. Where the first line is
/// `{"model": {"name": "…", "kind": "…"}}`, the replies count as that model's, and a line with a
/// `request` (32 hexadecimal digits, as in a pair's provenance) answers just that request.
public struct ReplayGenerator: TextGenerator {
  private struct Line: Decodable {
    struct Usage: Decodable {
      var promptTokens: Int
      var completionTokens: Int
    }
    var text: String?
    var finishReason: String?
    var usage: Usage?
    var request: String?
    var model: GeneratorModel?
  }

  private let place: String
  private var model: GeneratorModel
  private var byRequest: [Hash128: GenerationReply] = [:]
  private var inOrder: [GenerationReply] = []

  /// Reads a file of replies.
  ///
  /// - Throws: `InputError` naming the line that cannot be used.
  public init(path: String) throws(InputError) {
    let bytes = try InputFile.bytes(path)
    place = path
    // Named by content: the same replies give the same provenance wherever the file lies.
    model = GeneratorModel(name: "replay-\(StableHash.hash128(bytes.span))", kind: "replay")
    for (index, (number, line)) in InputFile.lines(bytes).enumerated() {
      let recorded = try Self.line(line, path: path, number: number)
      if index == 0, let named = recorded.model {
        model = named
      } else {
        try add(recorded, path: path, number: number)
      }
    }
  }

  private static func line(
    _ line: ArraySlice<UInt8>, path: String, number: Int
  ) throws(InputError) -> Line {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Line.self, from: Data(line))
    } catch {
      throw InputError(
        path: path, line: number, found: InputError.reason(error),
        expected: "a JSON object with 'text' and 'finish_reason'")
    }
  }

  private mutating func add(_ line: Line, path: String, number: Int) throws(InputError) {
    guard let text = line.text else {
      throw InputError(
        path: path, line: number, found: "field 'text' is missing",
        expected: "a JSON object with 'text' and 'finish_reason'")
    }
    let usage = line.usage.map {
      TokenUsage(promptTokens: $0.promptTokens, completionTokens: $0.completionTokens)
    }
    let reply = GenerationReply(
      text: text, finishReason: FinishReason(line.finishReason ?? "stop"), usage: usage)
    guard let digits = line.request else {
      inOrder.append(reply)
      return
    }
    guard let request = Hash128(hexadecimal: digits) else {
      throw InputError(
        path: path, line: number, found: "request '\(digits)'", expected: "32 hexadecimal digits")
    }
    byRequest[request] = reply
  }

  public func prepare(
    isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GeneratorModel { model }

  public func complete(
    _ request: GenerationRequest, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    if let reply = byRequest[request.identity(model: model)] { return reply }
    guard request.attempt == 0, inOrder.indices.contains(request.item) else {
      throw GenerationError(.exhausted, place: place)
    }
    return inOrder[request.item]
  }
}
