import Instruct
import Model
import Pipelines
import Synchronization
import Tokens

/// The bundled model as a text generator: our checkpoint, in this process.
///
/// A prompt longer than the model's context loses its beginning; the reply is at most half the context.
final class BundledModelGenerator: TextGenerator {
  private let sampling: Mutex<TextSampling>
  private let name: String
  private let contextTokens: Int

  /// `name`: how provenance calls the model.
  init(_ sampling: TextSampling, name: String) {
    contextTokens = sampling.model.configuration.contextLength
    self.sampling = Mutex(sampling)
    self.name = name
  }

  /// Refuses sampling values that the bundled sampler does not have.
  static func check(_ sampling: Instruct.Sampling) throws {
    let values = [
      ("minimumP", sampling.minimumP, 0.0), ("presencePenalty", sampling.presencePenalty, 0),
      ("frequencyPenalty", sampling.frequencyPenalty, 0),
      ("repeatPenalty", sampling.repeatPenalty, 1),
    ]
    for (name, value, off) in values where value != off {
      throw SettingsProblem(
        "alpaca.sampling.\(name)",
        "is \(value); the bundled model has no such value, expected \(off)")
    }
  }

  func prepare(isCancelled: @Sendable () -> Bool) throws(GenerationError) -> GeneratorModel {
    GeneratorModel(name: name, kind: "bundled", contextTokens: contextTokens)
  }

  func complete(
    _ request: GenerationRequest, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply {
    if isCancelled() { throw GenerationError(.cancelled, place: name) }
    var settings = SamplingSettings()
    settings.temperature = request.sampling.temperature
    settings.topK = request.sampling.topK
    settings.topP = request.sampling.topP
    settings.seed = UInt64(request.seed)
    settings.maximumTokens = request.maximumTokens
    let result: (bytes: [UInt8], promptTokens: Int, tokens: Int, isEnded: Bool)
    do {
      result = try sampling.withLock { try $0.generate(after: request.prompt, settings) }
    } catch {
      throw GenerationError(.refused(status: 0, message: "\(error)"), place: name)
    }
    var text = String(decoding: result.bytes, as: UTF8.self)
    var isStopped = result.isEnded
    for stop in request.stops {
      if let range = Self.firstRange(of: stop, in: text) {
        text = String(text[..<range])
        isStopped = true
      }
    }
    return GenerationReply(
      text: text, finishReason: isStopped ? .stop : .length,
      usage: TokenUsage(promptTokens: result.promptTokens, completionTokens: result.tokens))
  }

  private static func firstRange(of stop: String, in text: String) -> String.Index? {
    guard !stop.isEmpty else { return nil }
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(stop) { return index }
      index = text.index(after: index)
    }
    return nil
  }
}
