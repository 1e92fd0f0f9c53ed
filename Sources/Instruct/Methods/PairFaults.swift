/// Faults of inputs and outputs that a look at the text alone reveals.
extension PairFilters {
  /// A task about something that the pair does not hold: an address or an attached file.
  func linkOrAttachment(_ pair: InstructionPair) -> PairVerdict? {
    let instruction = pair.instruction.lowercased()
    for mark in ["http://", "https://", "www."] {
      let input = pair.input.lowercased()
      let isOnlyLink = input.hasPrefix(mark) && !input.contains(where: \.isWhitespace)
      if instruction.contains(mark) || isOnlyLink {
        return PairVerdict(rule: .linkOrAttachment, found: mark)
      }
    }
    let words = Self.words(pair.instruction) + ["|"] + Self.words(pair.input)
    for thing in ["image", "picture", "photo", "file", "document", "audio", "video", "diagram"] {
      if Self.contains(words, ["attached", thing]) {
        return PairVerdict(rule: .linkOrAttachment, found: "attached \(thing)")
      }
    }
    return nil
  }

  /// An output that says there is none.
  func emptyOutput(_ pair: InstructionPair) -> PairVerdict? {
    let empty = ["", "n/a", "na", "none", "nooutput", "null", "nan"]
    let letters = pair.output.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "/" }
    // Symbols alone can be an answer, nothing at all cannot.
    guard empty.contains(letters), pair.output.isEmpty || !letters.isEmpty else { return nil }
    return PairVerdict(rule: .emptyOutput, found: pair.output)
  }

  /// A second record inside the fields of the first.
  func mergedRecords(_ pair: InstructionPair) -> PairVerdict? {
    for text in [pair.instruction, pair.input, pair.output] {
      if text.contains("###") { return PairVerdict(rule: .mergedRecords, found: "###") }
      for line in text.split(separator: "\n") {
        var start = line.startIndex
        while start < line.endIndex {
          let tail = line[start...]
          if let label = FieldLabel(tail), label.field == .instruction,
            label.isNumbered || start == line.startIndex
          {
            let found = tail[..<label.rest.startIndex]
            return PairVerdict(rule: .mergedRecords, found: String(found))
          }
          // On to the next word: a label may stand in the middle of a line, but only a numbered one.
          guard let next = tail.dropFirst().firstIndex(where: \.isNumber) else { break }
          start = line[line.index(before: next)].isWhitespace ? next : line.index(after: next)
        }
      }
    }
    return nil
  }

  func outputRepeatsInput(_ pair: InstructionPair) -> PairVerdict? {
    pair.output == pair.input && !pair.input.isEmpty ? PairVerdict(rule: .outputRepeatsInput) : nil
  }

  /// Code whose fence is never closed was cut off.
  func unclosedCode(_ pair: InstructionPair) -> PairVerdict? {
    let fences = pair.output.split(separator: "\n").count(where: { trimmed($0).hasPrefix("```") })
    return fences.isMultiple(of: 2) ? nil : PairVerdict(rule: .unclosedCode, value: Double(fences))
  }

  func falseArithmetic(_ pair: InstructionPair) -> PairVerdict? {
    Arithmetic.falseEquation(in: pair.output).map {
      PairVerdict(rule: .falseArithmetic, found: $0)
    }
  }
}
