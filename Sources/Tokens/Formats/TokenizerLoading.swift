extension Tokenizer {
  /// Loads a tokenizer from a file or a folder.
  ///
  /// - Parameter path: a Hugging Face `tokenizer.json` under any name, or a folder that holds
  ///   `tokenizer.json`, or one with GPT-2's `encoder.json` and `vocab.bpe`; `encoder.json` alone
  ///   stands for its folder.
  /// - Throws: `TokenizerError` naming the file and what it lacks or asks for that is not supported.
  public convenience init(contentsOf path: String) throws(TokenizerError) {
    try self.init(BPEVocabulary(contentsOf: path), path: path)
  }

  /// Loads a tokenizer from the bytes of a `tokenizer.json`; `name` stands in messages.
  public convenience init(
    tokenizerJSON bytes: [UInt8], name: String = "tokenizer.json"
  ) throws(TokenizerError) {
    try self.init(BPEVocabulary(tokenizerJSON: bytes, name: name), path: name)
  }

  /// The tokenizer as a Hugging Face `tokenizer.json`; see `BPEVocabulary.tokenizerJSON()`.
  public func tokenizerJSON() -> [UInt8] { vocabulary.tokenizerJSON() }
}

extension BPEVocabulary {
  /// Reads a vocabulary from a file or folder; see `Tokenizer.init(contentsOf:)`.
  public init(contentsOf path: String) throws(TokenizerError) {
    var folder = path
    if FileBytes.isFolder(path) {
      if FileBytes.exists(path + "/tokenizer.json") {
        let file = path + "/tokenizer.json"
        self = try TokenizerJSON.read(FileBytes.read(file), path: file)
        return
      }
    } else if path == "encoder.json" || path.hasSuffix("/encoder.json") {
      folder = path == "encoder.json" ? "." : String(path.dropLast("/encoder.json".count))
    } else {
      self = try TokenizerJSON.read(FileBytes.read(path), path: path)
      return
    }
    let encoder = folder + "/encoder.json"
    let merges = folder + "/vocab.bpe"
    guard FileBytes.exists(encoder), FileBytes.exists(merges) else {
      throw TokenizerError(.noTokenizerFile, at: path)
    }
    self = try GPT2Files.read(encoderPath: encoder, mergesPath: merges)
  }

  /// Reads a vocabulary from the bytes of a `tokenizer.json`; `name` stands in messages.
  public init(tokenizerJSON bytes: [UInt8], name: String = "tokenizer.json") throws(TokenizerError)
  {
    self = try TokenizerJSON.read(bytes, path: name)
  }
}
