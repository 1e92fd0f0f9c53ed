public import Text

/// The one door to a language model: text in, continued text out.
///
/// Conformers are called from several threads at once and never block without a limit.
public protocol TextGenerator: Sendable {
  /// Waits until the model answers and describes it.
  ///
  /// `isCancelled` is asked several times a second; true ends the wait with the error `cancelled`. After
  /// the conformer's own time limit the error is `notReady`.
  func prepare(isCancelled: @Sendable () -> Bool) throws(GenerationError) -> GeneratorModel

  /// Continues one prompt.
  ///
  /// The reply is whole; one that was cut on the way, or whose end is unknown, is an error instead.
  /// `isCancelled` is asked several times a second; true gives the request up.
  func complete(
    _ request: GenerationRequest, isCancelled: @Sendable () -> Bool
  ) throws(GenerationError) -> GenerationReply
}

/// What answers: goes into each pair's provenance and into the identity of each request.
public struct GeneratorModel: Codable, Sendable, Equatable {
  /// The name of the model, as its server reports it or as its file is called.
  public var name: String
  /// The kind of door: `server`, `replay`, `bundled`.
  public var kind: String
  /// Tokens of prompt and reply together, where known.
  public var contextTokens: Int?

  public init(name: String, kind: String, contextTokens: Int? = nil) {
    self.name = name
    self.kind = kind
    self.contextTokens = contextTokens
  }
}

/// Every value that shapes the choice of the next token.
///
/// All are always sent: the defaults of servers differ, so a value left out means something else on
/// each of them.
public struct Sampling: Codable, Sendable, Equatable {
  /// 0 takes the likeliest token.
  public var temperature = 1.0
  /// Nucleus in 0 … 1; 1 is off.
  public var topP = 1.0
  /// 0 is off.
  public var topK = 0
  /// Share of the likeliest token's probability in 0 … 1; 0 is off.
  public var minimumP = 0.0
  /// -2 … 2; 0 is off.
  public var presencePenalty = 0.0
  /// -2 … 2; 0 is off.
  public var frequencyPenalty = 0.0
  /// 1 is off.
  public var repeatPenalty = 1.0

  public init() {}
}

/// One prompt and everything that decides its continuation.
public struct GenerationRequest: Sendable, Equatable {
  public var prompt: String
  public var sampling: Sampling
  /// 0 ..< 2^31.
  public var seed: UInt32
  public var stops: [String]
  /// At least 1.
  public var maximumTokens: Int
  /// Place of the request in the run and number of the new attempt after an unusable reply, both
  /// from 0; not part of the request's identity.
  public var item: Int
  public var attempt: Int

  public init(
    prompt: String, sampling: Sampling, seed: UInt32, stops: [String], maximumTokens: Int,
    item: Int = 0, attempt: Int = 0
  ) {
    self.prompt = prompt
    self.sampling = sampling
    self.seed = seed
    self.stops = stops
    self.maximumTokens = maximumTokens
    self.item = item
    self.attempt = attempt
  }

  /// Identifies the request: equal for the same prompt, settings, seed and model, and for no other.
  public func identity(model: GeneratorModel) -> Hash128 {
    var hash = StreamingHash128(seed: 0x4745_4E31)
    func add(_ field: String) {
      let bytes = Array(field.utf8)
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
      hash.update(bytes)
    }
    add(model.kind)
    add(model.name)
    add(prompt)
    let values = [
      sampling.temperature, sampling.topP, Double(sampling.topK), sampling.minimumP,
      sampling.presencePenalty, sampling.frequencyPenalty, sampling.repeatPenalty,
    ]
    for value in values { add("\(value)") }
    add("\(seed)")
    add("\(maximumTokens)")
    for stop in stops { add(stop) }
    return hash.finalized()
  }
}

/// Why a reply ended.
public enum FinishReason: Codable, Sendable, Equatable {
  /// By itself or at a stop string.
  case stop
  /// At the token limit: its last item is incomplete.
  case length
  /// Any other reason the server names; treated as cut.
  case other(String)

  public init(_ name: String) {
    switch name {
    case "stop", "eos", "end_turn": self = .stop
    case "length", "max_tokens": self = .length
    default: self = .other(name)
    }
  }

  /// The name used in files.
  public var name: String {
    switch self {
    case .stop: "stop"
    case .length: "length"
    case .other(let name): name
    }
  }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// Tokens that one reply cost.
public struct TokenUsage: Codable, Sendable, Equatable {
  public var promptTokens: Int
  public var completionTokens: Int

  public init(promptTokens: Int, completionTokens: Int) {
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
  }
}

/// A whole reply.
public struct GenerationReply: Codable, Sendable, Equatable {
  public var text: String
  public var finishReason: FinishReason
  /// Nil where the generator does not count.
  public var usage: TokenUsage?

  public init(text: String, finishReason: FinishReason, usage: TokenUsage? = nil) {
    self.text = text
    self.finishReason = finishReason
    self.usage = usage
  }
}
