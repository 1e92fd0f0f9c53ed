/// The user's side of the Alpaca format: the markers are Alpaca's, the wording of the header is our own.
///
/// It ends in a line end, so that no token of usual vocabularies spans the border to the response.
enum AlpacaText {
  private static func header(hasInput: Bool) -> String {
    hasInput
      ? "A task is given below, followed by the material it is about. Write the answer that fulfils it."
      : "A task is given below. Write the answer that fulfils it."
  }

  /// Adds a user's turn; later turns of a conversation follow a blank line and have no header.
  static func add(
    _ message: ChatMessage, hasHeader: Bool, isFirst: Bool, to pieces: inout ChatPieces
  ) {
    let hasInput = !message.input.isEmpty
    let opening = hasHeader ? header(hasInput: hasInput) + "\n\n" : isFirst ? "" : "\n\n"
    pieces.add(.structure, opening + "### Instruction:\n", .user)
    pieces.add(.text, message.content, .user)
    if hasInput {
      pieces.add(.structure, "\n\n### Input:\n", .user)
      pieces.add(.text, message.input, .user)
    }
    pieces.add(.structure, "\n\n### Response:\n", .user)
  }
}
