internal import Glibc

extension ExchangeFormat {
  /// The files to open among those that were named: side files are left out, and one of each pair.
  public func selecting(_ paths: [String]) -> [String] {
    var seen: Set<String> = []
    var selected: [String] = []
    for path in paths {
      guard let opened = fileToOpen(path), seen.insert(opened).inserted else { continue }
      selected.append(opened)
    }
    return selected
  }

  /// Whether a file belongs to a set of validation: a word of its path below `folder` says so.
  public static func split(ofFile path: String) -> Split {
    let words = path.split { "/_-.".contains($0) }
    return words.contains { ["val", "valid", "validation"].contains($0) } ? .validation : .train
  }

  /// Makes a reader of the documents of files.
  ///
  /// - `paths`: what `selecting` returned.
  /// - `settings`: of the tokenizer the ids come from.
  /// - Throws: `Mismatch` where documents cannot be told apart; `TokenShardError` for an unreadable index.
  public func makeReader(
    _ paths: [String], _ settings: ReadingSettings
  ) throws -> any TokenDocumentReader {
    let size = settings.vocabularySize
    switch self {
    case .llmC:
      let pieces = FilePieces(paths, joinsFiles: true) { path throws(TokenShardError) in
        try LLMCReader(opening: path).tokens(vocabularySize: size)
      }
      return try scan(pieces, .before, settings)
    case .nanoGPT:
      let pieces = FilePieces(paths, joinsFiles: false) { path throws(TokenShardError) in
        try IntegerTokens(TokenShardFile.map(path), kind: .uint16, vocabularySize: size)
      }
      return try scan(pieces, .after, settings)
    case .megatron:
      return MegatronReader(paths, vocabularySize: size, endOfText: settings.endOfText)
    case .datatrove:
      if paths.allSatisfy({ access($0 + ".index", F_OK) == 0 }) {
        return DatatroveReader(paths, vocabularySize: size, endOfText: settings.endOfText)
      }
      let pieces = FilePieces(paths, joinsFiles: false) { path throws(TokenShardError) in
        try DatatroveShard(opening: path, vocabularySize: size).tokens
      }
      return try scan(pieces, .after, settings)
    case .dolma:
      if paths.allSatisfy(DolmaPart.hasRows) {
        return DolmaReader(paths, vocabularySize: size, endOfText: settings.endOfText)
      }
      let pieces = FilePieces(paths, joinsFiles: false) { path throws(TokenShardError) in
        try DolmaPart(opening: path, vocabularySize: size).tokens
      }
      return try scan(pieces, .after, settings)
    case .mds:
      let reader = MDSReader(
        paths, vocabularySize: size, rawKind: settings.rawKind, endOfText: settings.endOfText)
      // Rows of one length were cut from joined documents: their bounds are not those of documents.
      guard settings.endOfText != nil, try paths.allSatisfy(MDSReader.hasRowsOfOneLength) else {
        return reader
      }
      return try scan(reader, .after, settings)
    }
  }

  private func scan(
    _ pieces: any TokenPieces, _ placement: TokenShardManifest.EndOfTextPlacement,
    _ settings: ReadingSettings
  ) throws(Mismatch) -> any TokenDocumentReader {
    guard let endOfText = settings.endOfText else {
      throw Mismatch(
        description: "these \(rawValue) files do not say where documents end; name the token that "
          + "separates them")
    }
    return EndOfTextScan(pieces, endOfText: endOfText, placement: placement)
  }

  /// The file to open for a file that was named; nil for side files.
  private func fileToOpen(_ path: String) -> String? {
    switch self {
    case .llmC, .nanoGPT: path.hasSuffix(".bin") ? path : nil
    case .megatron:
      path.hasSuffix(".bin")
        ? ExchangeName.replacing(".bin", of: path, by: ".idx")
        : path.hasSuffix(".idx") ? path : nil
    case .datatrove: path.hasSuffix(".ds") ? path : nil
    case .dolma: path.hasSuffix(".npy") ? path : nil
    case .mds: ExchangeName.base(path) == MDS.indexName ? path : nil
    }
  }
}
