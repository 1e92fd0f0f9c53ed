import TestSupport
import Testing
import Tokens

/// Documents on their way through the shards of other trainers.
enum ExchangeSupport {
  /// Random documents, some of them empty, without the end-of-text token.
  static func documents(
    seed: UInt64, count: Int, vocabularySize: Int, endOfText: UInt32, maximumTokens: Int = 40
  ) -> [[UInt32]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      (0..<Int.random(in: 0...maximumTokens, using: &random)).map { _ in
        let id = UInt32.random(in: 0..<UInt32(vocabularySize - 1), using: &random)
        return id < endOfText ? id : id + 1
      }
    }
  }

  /// Appends documents of one source and returns the paths of all files.
  static func write(
    _ documents: [[UInt32]], with writer: any TokenDocumentWriter
  ) throws -> [String] {
    for (ordinal, tokens) in documents.enumerated() {
      var document = TokenDocument(tokens)
      document.source = "web"
      document.place = ordinal + 1
      try writer.append(document)
    }
    return try writer.finish()
  }

  static func read(_ reader: any TokenDocumentReader) throws -> [TokenDocument] {
    var documents: [TokenDocument] = []
    var document = TokenDocument()
    while try reader.next(&document) { documents.append(document) }
    return documents
  }

  static func read(
    _ paths: [String], _ format: ExchangeFormat, vocabularySize: Int, endOfText: UInt32?
  ) throws -> [TokenDocument] {
    try read(
      format.makeReader(
        format.selecting(paths),
        ExchangeFormat.ReadingSettings(vocabularySize: vocabularySize, endOfText: endOfText)))
  }
}

extension TokenDocument {
  var list: [UInt32] { Array(tokens) }
}
