extension Tokenizer {
  /// Loads a tokenizer from a file or a folder, packed (gzip, zstd) or not.
  ///
  /// - Parameters:
  ///   - path: a Hugging Face `tokenizer.json` under any name, a tiktoken file (`.tiktoken`), a
  ///     SentencePiece model (`.model`), or a folder that holds one of these, or GPT-2's
  ///     `encoder.json` and `vocab.bpe` (also as `vocab.json` and `merges.txt`); one of the two
  ///     stands for its folder.
  ///   - splitPattern: name of the split pattern of a tiktoken file whose own name does not tell it.
  /// - Throws: `TokenizerError` naming the file and what it lacks or asks for that is not supported.
  public convenience init(
    contentsOf path: String, splitPattern: String? = nil
  ) throws(TokenizerError) {
    let found = try TokenizerSearch.path(of: path)
    if let pair = GPT2Files.names.first(where: { FileBytes.name(of: found) == $0.0 }) {
      let folder = String(found.dropLast(found.split(separator: "/").last?.count ?? 0))
      let definition = try GPT2Files.read(encoderPath: found, mergesPath: folder + pair.1)
      try self.init(definition, path: found)
      return
    }
    try self.init(
      file: TokenizerFile(name: FileBytes.name(of: found), bytes: FileBytes.read(found)),
      splitPattern: splitPattern, path: found)
  }

  /// Loads a tokenizer from the bytes of a `tokenizer.json`; `name` stands in messages.
  public convenience init(
    tokenizerJSON bytes: [UInt8], name: String = "tokenizer.json"
  ) throws(TokenizerError) {
    try self.init(file: TokenizerFile(name: "tokenizer.json", bytes: bytes), path: name)
  }

  /// Loads a tokenizer from one file, of the format its name or else its bytes tell.
  ///
  /// - Parameters:
  ///   - file: name and bytes, unpacked.
  ///   - splitPattern: name of the split pattern of a tiktoken file.
  ///   - path: for messages.
  /// - Throws: `TokenizerError` as the other initializer.
  public convenience init(
    file: TokenizerFile, splitPattern: String? = nil, path: String
  ) throws(TokenizerError) {
    if file.name.hasSuffix(".tiktoken") {
      let pattern = try Self.pattern(splitPattern ?? file.name, path: path)
      // The name in the run's folder tells the pattern again.
      let kept = TokenizerFile(
        name: "tokenizer.\(pattern.rawValue).tiktoken", bytes: file.bytes)
      try self.init(
        Tiktoken.read(file.bytes, pattern: pattern, path: path), files: [kept], path: path)
    } else if file.name.hasSuffix(".model") {
      try self.init(
        SentencePieceModel.read(file.bytes, path: path),
        files: [TokenizerFile(name: "tokenizer.model", bytes: file.bytes)], path: path)
    } else {
      try self.init(
        TokenizerJSON.read(file.bytes, path: path),
        files: [TokenizerFile(name: "tokenizer.json", bytes: file.bytes)], path: path)
    }
  }

  /// The pattern that a name is or holds, such as `cl100k` in `cl100k_base.tiktoken`.
  private static func pattern(_ name: String, path: String) throws(TokenizerError) -> SplitPattern {
    for part in [name] + name.split(separator: ".").map(String.init) {
      if let pattern = SplitPattern(name: part) { return pattern }
    }
    let known = SplitPattern.allCases.map(\.rawValue)
    throw TokenizerError(
      .unknownSplitPattern(
        name, known: known.joined(separator: ", ")), at: path)
  }
}

extension TokenizerDefinition {
  /// Reads a definition from the bytes of a `tokenizer.json`; `name` stands in messages.
  public init(tokenizerJSON bytes: [UInt8], name: String = "tokenizer.json") throws(TokenizerError)
  {
    self = try TokenizerJSON.read(bytes, path: name)
  }
}

/// Finds the tokenizer in a folder.
private enum TokenizerSearch {
  /// The file a path stands for.
  static func path(of path: String) throws(TokenizerError) -> String {
    guard FileBytes.isFolder(path) else {
      // The second of GPT-2's files stands for the first.
      for (encoder, merges) in GPT2Files.names
      where path == merges || path.hasSuffix("/" + merges) {
        return path.dropLast(merges.count) + encoder
      }
      return path
    }
    let names = FileBytes.names(in: path)
    func first(_ fits: (String) -> Bool) -> String? {
      names.first { fits(FileBytes.name(of: $0)) }.map { path + "/" + $0 }
    }
    if let file = first({ $0 == "tokenizer.json" }) { return file }
    for (encoder, merges) in GPT2Files.names where names.contains(encoder) && names.contains(merges)
    {
      return path + "/" + encoder
    }
    if let file = first({ $0 == "tokenizer.model" }) { return file }
    let tiktoken = names.filter { FileBytes.name(of: $0).hasSuffix(".tiktoken") }
    if tiktoken.count == 1 { return path + "/" + tiktoken[0] }
    throw TokenizerError(.noTokenizerFile, at: path)
  }
}
