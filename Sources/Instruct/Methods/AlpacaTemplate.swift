/// The text on which a model learns a pair: a prompt without loss and the response that it learns.
///
/// The markers are Alpaca's, the wording of the header is our own. The prompt ends in a line end, so
/// that no token of usual vocabularies spans the border.
public enum AlpacaTemplate {
  /// A pair as the bytes of its two parts, UTF-8; their concatenation is the training text, behind
  /// which the trainer puts its end-of-text token.
  public struct Rendered: Sendable, Equatable {
    /// Loss is not counted here.
    public var prompt: [UInt8]
    public var response: [UInt8]
  }

  /// The prompt of a pair and its response.
  public static func render(_ pair: InstructionPair) -> Rendered {
    Rendered(
      prompt: prompt(instruction: pair.instruction, input: pair.input),
      response: Array(pair.output.utf8))
  }

  /// The prompt that asks a fine-tuned model to follow an instruction.
  ///
  /// The input is empty where the instruction needs none; its part is left out then.
  public static func prompt(instruction: String, input: String = "") -> [UInt8] {
    let header =
      input.isEmpty
      ? "A task is given below. Write the answer that fulfils it."
      : "A task is given below, followed by the material it is about. Write the answer that "
        + "fulfils it."
    var text = "\(header)\n\n### Instruction:\n\(instruction)\n\n"
    if !input.isEmpty { text += "### Input:\n\(input)\n\n" }
    return Array((text + "### Response:\n").utf8)
  }
}
