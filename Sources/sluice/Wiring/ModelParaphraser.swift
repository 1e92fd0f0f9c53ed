import Contamination
import Instruct
import Pipelines

/// A language model that says evaluation items in other words, for the proof of recall.
struct ModelParaphraser: ItemParaphraser {
  let generator: any TextGenerator

  /// - `generator`: waited for here.
  init(_ generator: any TextGenerator) throws {
    self.generator = generator
    _ = try generator.prepare(isCancelled: { programCancellation.isRequested })
  }

  func paraphrase(_ text: String) throws -> String? {
    var sampling = Sampling()
    sampling.temperature = 0
    let request = GenerationRequest(
      prompt:
        "Say the text below in other words. Keep its meaning and its numbers.\n\nText:\n\(text)"
        + "\n\nThe same in other words:\n",
      sampling: sampling, seed: 0, stops: ["\n\n"], maximumTokens: 512)
    let reply = try generator.complete(
      request, isCancelled: { programCancellation.isRequested })
    let isEmpty = reply.text.allSatisfy(\.isWhitespace)
    return isEmpty || reply.text == text ? nil : reply.text
  }
}
