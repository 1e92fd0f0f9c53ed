import ArgumentParser
import Tokens

extension TokenizerCommand {
  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what a tokenizer is made of: model, splitting, special tokens, fingerprint.",
      discussion: """
        EXAMPLES
          sluice tokenizer inspect runs/tokenizer.json
          sluice tokenizer inspect runs/tokenizer.json --json
        """)

    @Argument(help: "The tokenizer: a file or a folder.", completion: .file())
    var path: String

    @Option(help: "Split pattern of a .tiktoken file whose name does not tell it, such as cl100k.")
    var splitPattern: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
      let report = TokenizerReport(
        try TokenizerOptions.load(path, splitPattern: splitPattern), path: path)
      if json {
        try Terminal.json(report)
      } else {
        for line in report.lines { Terminal.line(line) }
      }
    }
  }
}

/// What `sluice tokenizer inspect` tells.
private struct TokenizerReport: Encodable {
  struct Token: Encodable {
    var id: UInt32
    var text: String
    var special: Bool
  }

  var path: String
  var model: String
  var vocabularySize: Int
  var unusedIds: Int
  var merges: Int
  var longestTokenBytes: Int
  var missingBytes: Int
  var tokenWidth: Int
  var normalization: [String]
  var splitting: [String]
  var addedTokens: [Token]
  var beginning: [UInt32]
  var ending: [UInt32]
  var endOfText: UInt32?
  var fingerprint: String

  init(_ tokenizer: Tokenizer, path: String) {
    let definition = tokenizer.definition
    self.path = path
    model =
      switch definition.model {
      case .bytePairs(let rules): rules.units == .bytes ? "byte-level BPE" : "BPE of characters"
      case .unigram: "Unigram"
      case .wordPiece: "WordPiece"
      }
    vocabularySize = tokenizer.vocabularySize
    unusedIds = definition.tokens.count(where: \.isEmpty)
    merges = definition.merges.count
    longestTokenBytes = definition.tokens.lazy.map(\.count).max() ?? 0
    missingBytes = tokenizer.missingBytes.count
    tokenWidth = vocabularySize <= 1 << 16 ? 2 : 4
    normalization = definition.normalization.map(\.name)
    splitting = definition.splitting.map(\.name)
    addedTokens = definition.addedTokens.map {
      Token(id: $0.id, text: String(decoding: $0.text, as: UTF8.self), special: $0.isSpecial)
    }
    beginning = definition.template.beginning
    ending = definition.template.ending
    endOfText = tokenizer.endOfText
    fingerprint = "\(tokenizer.fingerprint)"
  }

  var lines: [String] {
    var rows = [
      ["model", model], ["entries", Numbers.grouped(vocabularySize)],
      ["unused ids", Numbers.grouped(unusedIds)], ["merges", Numbers.grouped(merges)],
      ["longest token", "\(longestTokenBytes) bytes"],
      ["bytes without a token", Numbers.grouped(missingBytes)],
      ["bytes per token in a shard", "\(tokenWidth)"],
      ["normalization", normalization.isEmpty ? "none" : normalization.joined(separator: ", ")],
      ["splitting", splitting.isEmpty ? "none" : splitting.joined(separator: ", ")],
      ["end of text", endOfText.map { "\($0)" } ?? "none"],
      ["around a text", "\(beginning) … \(ending)"], ["fingerprint", fingerprint],
      ["added tokens", Numbers.grouped(addedTokens.count)],
    ]
    for token in addedTokens.prefix(32) {
      rows.append(["  \(token.id)", token.text + (token.special ? "  (special)" : "")])
    }
    if addedTokens.count > 32 { rows.append(["  …", "\(addedTokens.count - 32) more"]) }
    let width = rows.lazy.map(\.[0].count).max() ?? 0
    return rows.map { $0[0] + String(repeating: " ", count: width - $0[0].count + 2) + $0[1] }
  }
}

extension NormalizationStep {
  /// The name in reports.
  fileprivate var name: String {
    switch self {
    case .nfc: "NFC"
    case .nfd: "NFD"
    case .nfkc: "NFKC"
    case .nfkd: "NFKD"
    case .lowercase: "lowercase"
    case .stripAccents: "strip accents"
    case .strip: "strip"
    case .replace: "replace"
    case .prepend(let text): "prepend \(String(decoding: text, as: UTF8.self))"
    case .nmt: "nmt"
    case .precompiled: "character map"
    case .bert: "BERT"
    case .sentencePiece: "SentencePiece"
    }
  }
}

extension SplitStep {
  /// The name in reports; a pattern by its name or its expression.
  fileprivate var name: String {
    switch self {
    case .split(.expression(let expression), _, _):
      SplitPattern(expression: expression)?.rawValue ?? expression
    case .split(.literal(let text), _, _): "\"\(String(decoding: text, as: UTF8.self))\""
    case .digits(let individually): individually ? "single digits" : "digits"
    case .punctuation: "punctuation"
    case .whitespace: "words"
    case .whitespaceSplit: "white space"
    case .bert: "BERT"
    case .characterDelimiter(let text): "at \(String(decoding: text, as: UTF8.self))"
    case .byteLevel(_, let splits): splits ? "gpt2" : "bytes"
    case .metaspace: "metaspace"
    }
  }
}
