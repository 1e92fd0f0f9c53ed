internal import Text

extension TokenizerDefinition {
  /// A byte-level BPE as a Hugging Face `tokenizer.json`, the same bytes every time.
  ///
  /// `tokenizers` and `transformers` load it and give the same ids.
  ///
  /// - Throws: `TokenizerError` for a tokenizer of another kind.
  public func tokenizerJSON() throws(TokenizerError) -> [UInt8] {
    var writer = TokenizerJSONWriter()
    try writer.write(self)
    return writer.output
  }
}

/// Writes `tokenizer.json` with one token or merge a line, so that two vocabularies can be compared.
private struct TokenizerJSONWriter {
  var output: [UInt8] = []

  mutating func write(_ vocabulary: TokenizerDefinition) throws(TokenizerError) {
    guard case .bytePairs(let rules) = vocabulary.model,
      rules == BytePairRules(merges: rules.merges, takesWholeWords: rules.takesWholeWords),
      vocabulary.normalization.isEmpty, let splitting = splitting(vocabulary.splitting)
    else { throw TokenizerError(.unsupported("more than a byte-level BPE with one pattern")) }
    let byteLevel = byteLevel(usesPattern: true)
    add("{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n")
    add("  \"added_tokens\": [")
    list(vocabulary.addedTokens) { writer, token in
      writer.add("{\"id\": \(token.id), \"content\": ")
      writer.string(String(decoding: token.text, as: UTF8.self))
      writer.add(", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, ")
      writer.add("\"normalized\": false, \"special\": \(token.isSpecial)}")
    }
    add("],\n  \"normalizer\": null,\n  \"pre_tokenizer\": \(splitting),\n")
    add("  \"post_processor\": null,\n  \"decoder\": \(byteLevel),\n  \"model\": {\n")
    add("    \"type\": \"BPE\",\n    \"dropout\": null,\n    \"unk_token\": null,\n")
    add("    \"continuing_subword_prefix\": null,\n    \"end_of_word_suffix\": null,\n")
    add("    \"fuse_unk\": false,\n    \"byte_fallback\": false,\n    \"ignore_merges\": ")
    add("\(rules.takesWholeWords),\n")
    add("    \"vocab\": {")
    let added = Set(vocabulary.addedTokens.map(\.id))
    list(Array(vocabulary.tokens.enumerated())) { writer, token in
      let isAdded = added.contains(UInt32(token.offset))
      writer.string(
        isAdded
          ? String(decoding: token.element, as: UTF8.self) : ByteAlphabet.text(of: token.element))
      writer.add(": \(token.offset)")
    }
    add("},\n    \"merges\": [")
    list(vocabulary.merges) { writer, merge in
      writer.add("[")
      writer.string(ByteAlphabet.text(of: vocabulary.tokens[Int(merge.left)]))
      writer.add(", ")
      writer.string(ByteAlphabet.text(of: vocabulary.tokens[Int(merge.right)]))
      writer.add("]")
    }
    add("]\n  }\n}\n")
  }

  private func byteLevel(usesPattern: Bool) -> String {
    """
    {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": \(usesPattern)}
    """
  }

  /// The pre-tokenizer for the steps; nil where there is no form for them here.
  private func splitting(_ steps: [SplitStep]) -> String? {
    switch steps {
    case [.byteLevel(addsPrefixSpace: false, splits: true)]: return byteLevel(usesPattern: true)
    default:
      guard steps.count == 2, steps[1] == .byteLevel(addsPrefixSpace: false, splits: false),
        case .split(.expression(let expression), .isolated, isInverted: false) = steps[0]
      else { return nil }
      var text: [UInt8] = []
      JSONString.append(expression, to: &text)
      return """
        {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": \
        {"Regex": \(String(decoding: text, as: UTF8.self))}, "behavior": "Isolated", "invert": false}, \
        \(byteLevel(usesPattern: false))]}
        """
    }
  }

  private mutating func add(_ text: String) { output.append(contentsOf: text.utf8) }

  private mutating func list<Element>(
    _ elements: [Element], _ body: (inout Self, Element) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      add(index == 0 ? "\n      " : ",\n      ")
      body(&self, element)
    }
    if !elements.isEmpty { add("\n    ") }
  }

  private mutating func string(_ text: String) { JSONString.append(text, to: &output) }
}
