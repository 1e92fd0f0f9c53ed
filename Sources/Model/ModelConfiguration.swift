/// The shape of a transformer.
///
/// Source of the defaults: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners",
/// the model of 124 M parameters.
public struct ModelConfiguration: Codable, Hashable, Sendable {
  public enum Family: String, Codable, Hashable, Sendable {
    /// Learned positions, LayerNorm before each sublayer, GELU, biases, head tied to the embedding.
    case gpt2
  }

  public var family = Family.gpt2
  /// Number of token ids; 1 … 2^24.
  public var vocabularySize = 50257
  /// Number of positions, the longest sequence; 1 … 2^20.
  public var contextLength = 1024
  /// Number of blocks; 1 … 1024.
  public var layers = 12
  /// Values per position, a multiple of `heads`; 1 … 65536.
  public var width = 768
  /// Attention heads per block.
  public var heads = 12
  /// Added to the variance before its square root.
  public var layerNormEpsilon: Float = 1e-5
  /// The id that ends a document or a reply, where there is one.
  public var endOfTextToken: Int?

  public init() {}

  /// Values of the wide layer between the two of a block's second half: four times the width.
  public var hiddenWidth: Int { 4 * width }

  /// Number of trained values; the head counts once, for it shares the token embedding.
  public var parameterCount: Int { ParameterLayout(self).count }

  /// - Throws: `ModelError` naming the setting, its value and its range.
  public func validate() throws {
    try Self.require("vocabularySize", vocabularySize, in: 1...(1 << 24))
    try Self.require("contextLength", contextLength, in: 1...(1 << 20))
    try Self.require("layers", layers, in: 1...1024)
    try Self.require("width", width, in: 1...65536)
    try Self.require("heads", heads, in: 1...width)
    guard width % heads == 0 else {
      throw ModelError(
        .settings, at: "heads", "\(heads) heads do not divide a width of \(width) evenly")
    }
    guard layerNormEpsilon > 0, layerNormEpsilon < 1 else {
      throw ModelError(
        .settings, at: "layerNormEpsilon", "found \(layerNormEpsilon); expected above 0 and below 1"
      )
    }
    if let token = endOfTextToken {
      try Self.require("endOfTextToken", token, in: 0...(vocabularySize - 1))
    }
  }

  private static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ModelError(
        .settings, at: name, "found \(value); expected \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
