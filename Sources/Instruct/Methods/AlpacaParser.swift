/// Cuts a reply into pairs by its structure.
///
/// A separator line (`###`) or a numbered `Instruction:` label begins a record; labels make its
/// fields. The numbers themselves are not compared with expected ones: in the original one wrong
/// number loses every later record of the reply.
enum AlpacaParser {
  enum Record: Equatable {
    case pair(InstructionPair)
    /// No instruction or no output where one should be.
    case incomplete(String)
    /// The last record of a reply that did not end by itself.
    case cut(String)
  }

  /// The records of a text that is the end of the prompt and the reply.
  static func records(_ text: String, finishReason: FinishReason) -> [Record] {
    var blocks: [[Substring]] = [[]]
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let content = line.drop { $0 == "#" || $0 == " " }
      let label = FieldLabel(content)
      let begins = label?.field == .instruction && label?.isNumbered == true
      let isSeparator = line.hasPrefix("###") && (content.allSatisfy(isFiller) || begins)
      if isSeparator || begins { blocks.append([]) }
      guard !isSeparator || begins else { continue }
      blocks[blocks.count - 1].append(isSeparator ? content : line)
    }
    blocks.removeAll { $0.allSatisfy { $0.allSatisfy(isFiller) } }
    var records = blocks.map(record)
    if finishReason != .stop, let last = blocks.last {
      records[records.count - 1] = .cut(last.joined(separator: "\n"))
    }
    return records
  }

  /// White space and the lone number of a record that was never begun.
  private static func isFiller(_ character: Character) -> Bool {
    character.isWhitespace || character.isNumber || character == "."
  }

  private static func record(_ lines: [Substring]) -> Record {
    var labels: [(line: Int, label: FieldLabel)] = []
    for (index, line) in lines.enumerated() {
      if let label = FieldLabel(line) { labels.append((index, label)) }
    }
    // Text such as `Input: 5` inside an output is content where the record numbers its labels.
    if labels.contains(where: { $0.label.isNumbered && $0.label.field == .output }) {
      labels.removeAll { !$0.label.isNumbered }
    }
    var fields: [FieldLabel.Field: String] = [:]
    var open: (field: FieldLabel.Field, content: [Substring])?
    var remaining = labels[...]
    for (index, line) in lines.enumerated() {
      if let next = remaining.first, next.line == index {
        remaining.removeFirst()
        let isNew = fields[next.label.field] == nil && open?.field != next.label.field
        if isNew, next.label.field.follows(open?.field) {
          if let open { fields[open.field] = trimmed(open.content.joined(separator: "\n")) }
          open = (next.label.field, [next.label.rest])
          continue
        }
      }
      open?.content.append(line)
    }
    if let open { fields[open.field] = trimmed(open.content.joined(separator: "\n")) }
    guard let instruction = fields[.instruction], let output = fields[.output] else {
      return .incomplete(lines.joined(separator: "\n"))
    }
    return .pair(
      InstructionPair(
        instruction: instruction, input: fields[.input].map(withoutMarker) ?? "", output: output))
  }

  /// Empty where a model says in one of the usual ways that there is no input.
  private static func withoutMarker(_ input: String) -> String {
    let letters = String(input.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "/" })
    let markers = [
      "noinput", "n/a", "na", "none", "noinputneeded", "noinputrequired", "noinputisneeded",
      "noinputisrequired", "noinputnecessary", "notapplicable",
    ]
    return markers.contains(letters) ? "" : input
  }
}

/// The label at the beginning of a line: `3. Output:`, with or without its number.
struct FieldLabel {
  enum Field {
    case instruction
    case input
    case output

    func follows(_ earlier: Field?) -> Bool {
      switch (earlier, self) {
      case (nil, .instruction), (.instruction, .input), (.instruction, .output), (.input, .output):
        true
      default: false
      }
    }
  }

  private static let longestWord = 12

  let field: Field
  let isNumbered: Bool
  /// What follows the colon.
  let rest: Substring

  init?(_ line: Substring) {
    var text = line.drop { $0 == " " }
    // Bounded, so that a megabyte of digits is not read again from each of them.
    let digits = text.prefix(Self.longestWord).prefix { $0.isASCII && $0.isNumber }
    text = text.dropFirst(digits.count)
    if !digits.isEmpty {
      guard let mark = text.first, mark == "." || mark == ")" else { return nil }
      text = text.dropFirst().drop { $0 == " " }
    }
    isNumbered = !digits.isEmpty
    let name = text.prefix(Self.longestWord).prefix { $0.isLetter }
    switch name.lowercased() {
    case "instruction": field = .instruction
    case "input": field = .input
    case "output": field = .output
    default: return nil
    }
    text = text.dropFirst(name.count).drop { $0 == " " }
    guard text.first == ":" else { return nil }
    rest = text.dropFirst()
  }
}
