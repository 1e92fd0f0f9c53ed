import Model
import Tokens

/// Text in, text out, with a model and its tokenizer.
struct TextSampling {
  let model: Transformer
  let tokenizer: Tokenizer

  /// Opens a Hugging Face checkpoint folder with its tokenizer.
  init(checkpoint folder: String) throws {
    model = try Transformer(huggingFaceFolder: folder)
    tokenizer = try Tokenizer(contentsOf: folder)
    try CheckpointTokenizer.check(tokenizer, ofCheckpoint: folder)
    guard tokenizer.vocabularySize <= model.configuration.vocabularySize else {
      throw CommandError(
        "\(folder): its tokenizer has \(tokenizer.vocabularySize) entries, its model "
          + "\(model.configuration.vocabularySize); they do not belong together")
    }
  }

  init(model: Transformer, tokenizer: Tokenizer) {
    self.model = model
    self.tokenizer = tokenizer
  }

  /// The token ids of a prompt; an empty one starts like a document.
  func promptTokens(_ prompt: String) throws -> [Int32] {
    var ids = tokenizer.endOfText.map { [Int32($0)] } ?? []
    ids += try tokenizer.makeEncoder().encode(Array(prompt.utf8)).map { Int32($0) }
    return ids.isEmpty ? [0] : ids
  }

  /// The continuation of a prompt, which ends at the end-of-text token.
  func text(after prompt: String, _ settings: SamplingSettings) throws -> String {
    String(decoding: try generate(after: prompt, settings).bytes, as: UTF8.self)
  }

  /// The continuation of a prompt as bytes, with the number of tokens on both sides and whether the model
  /// ended it itself.
  func generate(after prompt: String, _ settings: SamplingSettings) throws
    -> (bytes: [UInt8], promptTokens: Int, tokens: Int, isEnded: Bool)
  {
    try generate(after: try promptTokens(prompt), settings)
  }

  /// The continuation of prompt tokens.
  func generate(after prompt: [Int32], _ settings: SamplingSettings) throws
    -> (bytes: [UInt8], promptTokens: Int, tokens: Int, isEnded: Bool)
  {
    var own = settings
    if let endOfText = tokenizer.endOfText { own.stopTokens.append(Int32(endOfText)) }
    var prompt = prompt
    let room = model.configuration.contextLength
    own.maximumTokens = min(own.maximumTokens, room / 2)
    if prompt.count + own.maximumTokens > room {
      prompt.removeFirst(prompt.count + own.maximumTokens - room)
    }
    let result = try model.generate(after: prompt, settings: own)
    let ids = result.tokens.map { UInt32($0) }
    return (
      try tokenizer.decode(ids.span), prompt.count, ids.count, result.reason == .stopToken
    )
  }
}
