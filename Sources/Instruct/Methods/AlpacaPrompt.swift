import Text

/// The prompt that asks for a whole list of tasks at once.
///
/// The method is Alpaca's (Taori et al. 2023): a few examples begin a numbered list that the model
/// continues. The wording is our own.
enum AlpacaPrompt {
  static let header = """
    Here is the beginning of a list of %N tasks for a helpful text assistant, each with the \
    material it works on and a good answer. Please write the rest of the list.

    What the list is like:
    - No two tasks ask for the same thing. The verbs, the subjects and the way of asking change \
    from task to task; some are questions, some are commands.
    - Many kinds of work occur: free writing, sorting into classes, rewriting, summarising, \
    finding facts in a text, planning, explaining, reasoning.
    - A program that only reads and writes text can do every task: there is nothing to look at or \
    to listen to, and nothing happens in the outside world.
    - Everything is in English. An instruction takes one or two sentences.
    - The input is real material for the instruction, never a placeholder, and shorter than a \
    hundred words. Where an instruction needs none, the input is %E.
    - The output does what the instruction asks, correctly, in fewer than a hundred words.


    """

  /// What stands for an empty input.
  static let emptyInput = "<noinput>"

  /// Changes whenever the wording does.
  static let identity = StableHash.hash128(header)

  static func text(demonstrations: [SeedTask], tasks: Int) -> String {
    var text = ""
    var parts = header.split(separator: "%", omittingEmptySubsequences: false)
    text += parts.removeFirst()
    for part in parts {
      text += part.first == "N" ? "\(tasks)" : emptyInput
      text += part.dropFirst()
    }
    for (index, task) in demonstrations.enumerated() {
      let pair = task.pair
      let number = index + 1
      let input = trimmed(pair.input)
      text += "###\n\(number). Instruction: \(instruction(pair.instruction))\n"
      text += "\(number). Input:\n\(input.isEmpty ? emptyInput : input)\n"
      text += "\(number). Output:\n\(trimmed(pair.output))\n"
    }
    return text + "###\n" + opening(after: demonstrations.count)
  }

  /// The end of the prompt, which the reply continues.
  static func opening(after demonstrations: Int) -> String { "\(demonstrations + 1). Instruction:" }

  /// Ends a reply behind the last task that was asked for.
  static func stops(tasks: Int) -> [String] { ["\n\(tasks + 1). Instruction:"] }

  /// One line without a colon at its end.
  private static func instruction(_ text: String) -> String {
    var words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    while words.hasSuffix(":") { words.removeLast() }
    return words
  }
}

/// Text without white space at its ends.
func trimmed(_ text: some StringProtocol) -> String {
  guard let start = text.firstIndex(where: { !$0.isWhitespace }),
    let end = text.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(text[start...end])
}
