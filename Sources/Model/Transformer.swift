/// A language model: its shape and its parameters in one flat block.
///
/// Reading (sampling, evaluating, saving) is safe from several threads at once; training writes the
/// parameters and must be alone.
public final class Transformer: @unchecked Sendable {
  public let configuration: ModelConfiguration
  package let layout: ParameterLayout
  package let parameters: FloatStorage

  /// A model ready for training, its weights drawn from the seed.
  ///
  /// - Throws: `ModelError` for settings out of range or memory that is not there.
  public convenience init(configuration: ModelConfiguration, seed: UInt64) throws {
    try self.init(configuration: configuration)
    initialize(seed: seed)
  }

  /// A model whose parameters are all zero, to be filled by a reader.
  package init(configuration: ModelConfiguration) throws {
    try configuration.validate()
    self.configuration = configuration
    layout = ParameterLayout(configuration)
    parameters = try FloatStorage(count: layout.count)
  }

  package func pointer(_ kind: ParameterKind, layer: Int = 0) -> Floats {
    parameters.base + layout.offset(kind, layer: layer)
  }

  /// - Throws: `ModelError` naming the first token that the vocabulary does not have.
  package func check(_ tokens: some Sequence<Int32>, allowingIgnored: Bool = false) throws {
    let lowest: Int32 = allowingIgnored ? -1 : 0
    for (index, token) in tokens.enumerated()
    where token < lowest || Int(token) >= configuration.vocabularySize {
      throw ModelError(
        .tokenOutOfRange, at: "token \(index)",
        "found id \(token); expected 0 to \(configuration.vocabularySize - 1): "
          + "is this the tokenizer the model was made with?")
    }
  }
}
