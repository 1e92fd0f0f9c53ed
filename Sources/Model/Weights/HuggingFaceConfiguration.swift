internal import FoundationEssentials

/// `config.json` of a Hugging Face GPT-2 checkpoint: what is read, and what is written.
struct HuggingFaceConfiguration: Codable {
  var architectures: [String]? = ["GPT2LMHeadModel"]
  var model_type = "gpt2"
  var vocab_size: Int
  var n_positions: Int
  var n_ctx: Int?
  var n_embd: Int
  var n_layer: Int
  var n_head: Int
  var n_inner: Int?
  var activation_function: String? = "gelu_new"
  var layer_norm_epsilon: Float? = 1e-5
  var attn_pdrop: Double? = 0
  var embd_pdrop: Double? = 0
  var resid_pdrop: Double? = 0
  var bos_token_id: Int?
  var eos_token_id: Int?
  var tie_word_embeddings: Bool? = true
  var scale_attn_weights: Bool? = true
  var scale_attn_by_inverse_layer_idx: Bool? = false
  var torch_dtype: String? = "float32"

  init(_ configuration: ModelConfiguration) {
    vocab_size = configuration.vocabularySize
    n_positions = configuration.contextLength
    n_ctx = configuration.contextLength
    n_embd = configuration.width
    n_layer = configuration.layers
    n_head = configuration.heads
    layer_norm_epsilon = configuration.layerNormEpsilon
    bos_token_id = configuration.endOfTextToken
    eos_token_id = configuration.endOfTextToken
  }

  /// - Throws: `ModelError` when the file is not such JSON, or describes a model not done here.
  static func read(_ path: String) throws -> ModelConfiguration {
    let bytes = try InputFile.contents(of: path, limit: 1 << 20)
    let file: Self
    do {
      file = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw ModelError(
        .damagedFile, at: path, "is not the configuration of a GPT-2 model: \(error)")
    }
    try file.requireSupported(path)
    var configuration = ModelConfiguration()
    configuration.vocabularySize = file.vocab_size
    configuration.contextLength = file.n_positions
    configuration.width = file.n_embd
    configuration.layers = file.n_layer
    configuration.heads = file.n_head
    configuration.layerNormEpsilon = file.layer_norm_epsilon ?? 1e-5
    configuration.endOfTextToken = file.eos_token_id
    try configuration.validate()
    return configuration
  }

  private func requireSupported(_ path: String) throws {
    func require(_ name: String, _ isSupported: Bool, _ found: String, _ expected: String) throws {
      guard isSupported else {
        throw ModelError(.unsupported, at: path, "\(name) is \(found); expected \(expected)")
      }
    }
    try require("model_type", model_type == "gpt2", model_type, "gpt2")
    let activation = activation_function ?? "gelu_new"
    try require(
      "activation_function", ["gelu_new", "gelu_pytorch_tanh"].contains(activation), activation,
      "gelu_new")
    // Compared by division: the product of a number from outside could overflow.
    let inner = n_inner ?? 0
    try require(
      "n_inner", n_inner == nil || (inner % 4 == 0 && inner / 4 == n_embd), "\(inner)",
      "four times n_embd")
    try require("tie_word_embeddings", tie_word_embeddings ?? true, "false", "true")
    try require("scale_attn_weights", scale_attn_weights ?? true, "false", "true")
    try require(
      "scale_attn_by_inverse_layer_idx", !(scale_attn_by_inverse_layer_idx ?? false), "true",
      "false")
  }

  var json: [UInt8] {
    get throws { try Self.encode(self) }
  }

  /// `generation_config.json`: the ids that begin and end a text.
  var generationJSON: [UInt8] {
    get throws {
      try Self.encode(
        GenerationConfiguration(bos_token_id: bos_token_id, eos_token_id: eos_token_id))
    }
  }

  private struct GenerationConfiguration: Codable {
    var bos_token_id: Int?
    var eos_token_id: Int?
  }

  /// Sorted keys, so that the same model gives the same bytes.
  private static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try Array(encoder.encode(value)) + [UInt8(ascii: "\n")]
  }
}
