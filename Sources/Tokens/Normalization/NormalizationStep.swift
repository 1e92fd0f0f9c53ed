/// One normalizer of a tokenizer file, with the meaning it has in Hugging Face tokenizers 0.23.3.
///
/// Text is UTF-8; bytes that are not well-formed are kept as they are by every step.
public enum NormalizationStep: Hashable, Sendable {
  /// The normalization forms of UAX #15 with the data of Unicode 9.0: later marks do not move and
  /// later compositions stay apart, as there.
  case nfc, nfd, nfkc, nfkd
  /// Full lower case of each scalar by itself: U+0130 becomes two scalars, no sigma becomes final.
  case lowercase
  /// Removes all combining marks (general category M of Unicode 9.0) that stand as scalars;
  /// composed letters keep theirs, so that a decomposing form usually comes first.
  case stripAccents
  /// Removes white space (property White_Space) from the ends.
  case strip(left: Bool, right: Bool)
  /// Replaces every match, leftmost first, by bytes.
  case replace(TextPattern, with: [UInt8])
  /// Puts bytes before text that is not empty.
  case prepend([UInt8])
  /// Removes some control characters and turns some white space and invisible characters to spaces.
  case nmt
  /// The character map of a SentencePiece model: little-endian trie size in bytes, units of a Darts
  /// double array, replacements that end with a zero byte.
  case precompiled([UInt8])
  /// What BERT does: removes control characters and makes white space plain, puts spaces around
  /// Chinese characters, removes nonspacing marks after NFD (by default when it lowercases),
  /// lowercases; in this order.
  case bert(
    cleansText: Bool, spacesChineseCharacters: Bool, stripsAccents: Bool?, lowercases: Bool)
  /// What the SentencePiece library does: its character map, empty for none, then spaces.
  case sentencePiece(charsmap: [UInt8], SentencePieceSpaces)
}
