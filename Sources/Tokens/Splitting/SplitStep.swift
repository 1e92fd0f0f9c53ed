/// Literal bytes or a regular expression, as `Split` and `Replace` of a tokenizer.json have them.
///
/// An expression is read in the syntax of Oniguruma, as Hugging Face tokenizers does.
public enum TextPattern: Hashable, Sendable {
  case literal([UInt8])
  case expression(String)
}

/// What becomes of the matches at which a step cuts text.
public enum SplitBehavior: String, Hashable, Sendable {
  /// Matches are left out.
  case removed
  /// Each match is a piece.
  case isolated
  /// A match ends the piece before it.
  case mergedWithPrevious
  /// A match begins the piece after it.
  case mergedWithNext
  /// Adjacent matches are one piece.
  case contiguous
}

/// Where a metaspace step puts a replacement mark in front of text.
public enum MetaspacePrepend: String, Hashable, Sendable {
  /// At the start of the input.
  case first
  /// At the start of every piece.
  case always
  case never
}

/// One step of pre-tokenization as a tokenizer.json names it, with the results of Hugging Face
/// tokenizers 0.23.3.
public enum SplitStep: Hashable, Sendable {
  /// `Split`; an inverted one cuts at what does not match.
  case split(TextPattern, SplitBehavior, isInverted: Bool)
  /// `Digits`: categories N (of Unicode 17.0, as there), one by one or as runs.
  case digits(individually: Bool)
  /// `Punctuation`: ASCII punctuation and categories P (of Unicode 8.0, as there).
  case punctuation(SplitBehavior)
  /// `Whitespace`: `\w+|[^\w\s]+` in the syntax of Rust's regex, the rest removed.
  case whitespace
  /// `WhitespaceSplit`: cut at white space, which is removed.
  case whitespaceSplit
  /// `BertPreTokenizer`: white space removed, each punctuation isolated.
  case bert
  /// `CharDelimiterSplit`: cut at the UTF-8 of one scalar, which is removed.
  case characterDelimiter([UInt8])
  /// `ByteLevel`, without its byte alphabet: words stay raw bytes. `splits`: by GPT-2's pattern.
  case byteLevel(addsPrefixSpace: Bool, splits: Bool)
  /// `Metaspace`: spaces become `replacement`, with which pieces begin when it splits.
  case metaspace(replacement: [UInt8], prepend: MetaspacePrepend, splits: Bool)
}
