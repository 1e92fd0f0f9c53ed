internal import Text

extension BPEVocabulary {
  /// The vocabulary as a Hugging Face `tokenizer.json`, the same bytes every time.
  ///
  /// `tokenizers` and `transformers` load it and give the same ids.
  public func tokenizerJSON() -> [UInt8] {
    var writer = TokenizerJSONWriter()
    writer.write(self)
    return writer.output
  }
}

/// Writes `tokenizer.json` with one token or merge a line, so that two vocabularies can be compared.
private struct TokenizerJSONWriter {
  var output: [UInt8] = []

  mutating func write(_ vocabulary: BPEVocabulary) {
    let byteLevel = """
      {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}
      """
    add("{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n")
    add("  \"added_tokens\": [")
    list(vocabulary.addedTokens) { writer, token in
      writer.add("{\"id\": \(token.id), \"content\": ")
      writer.string(String(decoding: token.text, as: UTF8.self))
      writer.add(", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, ")
      writer.add("\"normalized\": false, \"special\": \(token.isSpecial)}")
    }
    add("],\n  \"normalizer\": null,\n  \"pre_tokenizer\": \(byteLevel),\n")
    add("  \"post_processor\": null,\n  \"decoder\": \(byteLevel),\n  \"model\": {\n")
    add("    \"type\": \"BPE\",\n    \"dropout\": null,\n    \"unk_token\": null,\n")
    add("    \"continuing_subword_prefix\": null,\n    \"end_of_word_suffix\": null,\n")
    add("    \"fuse_unk\": false,\n    \"byte_fallback\": false,\n    \"ignore_merges\": false,\n")
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
