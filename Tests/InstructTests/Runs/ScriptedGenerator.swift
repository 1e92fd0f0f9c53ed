import Glibc
import Instruct
import Synchronization
import TestSupport

/// A generator whose reply is a function of the request, with delays that shuffle the workers.
final class ScriptedGenerator: TextGenerator {
  typealias Script =
    @Sendable (GenerationRequest) throws(GenerationError) -> GenerationReply

  private let script: Script
  private let asked = Mutex<[GenerationRequest]>([])
  let isHealthy: Mutex<Bool> = Mutex(true)

  init(_ script: @escaping Script) { self.script = script }

  /// Every request so far, in order of arrival.
  var requests: [GenerationRequest] { asked.withLock { $0 } }

  func prepare(
    isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GeneratorModel {
    guard isHealthy.withLock({ $0 }) else {
      throw GenerationError(.notReady(seconds: 1, last: "down"), place: "scripted")
    }
    return GeneratorModel(name: "scripted", kind: "test")
  }

  func complete(
    _ request: GenerationRequest, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    asked.withLock { $0.append(request) }
    usleep(request.seed % 2_000)
    return try script(request)
  }

  /// Lists of made-up tasks: some fresh, some near copies, some faulty, all decided by the seed.
  static func list(_ request: GenerationRequest) -> GenerationReply {
    var random = SplitMix64(seed: UInt64(request.seed))
    func pick(_ words: [String]) -> String {
      words[Int.random(in: 0..<words.count, using: &random)]
    }
    let verbs = ["Describe", "Explain", "List", "Compare", "Summarise", "Invent", "Rewrite"]
    let things = ["rivers", "engines", "poems", "letters", "bridges", "recipes", "gardens", "bees"]
    let ways = ["briefly", "in detail", "for a child", "as a dialogue", "with two examples"]
    var text = ""
    for number in 4..<14 {
      let instruction =
        "\(pick(verbs)) the \(pick(things)) and \(pick(things)) of \(pick(things)) \(pick(ways))"
      let output = pick(["A good answer about it.", "N/A", "Short.", "2 + 2 = 5", "Fine."])
      text += number == 4 ? " " : "###\n\(number). Instruction: "
      text += "\(instruction)\n\(number). Input:\n<noinput>\n\(number). Output:\n\(output)\n"
    }
    return GenerationReply(
      text: text, finishReason: request.seed % 3 == 0 ? .length : .stop,
      usage: TokenUsage(promptTokens: 100, completionTokens: 50))
  }
}
