/// Every reason for which a reply or a pair does not become training data, in the order of testing.
public enum PairRule: String, Codable, Sendable, CaseIterable {
  // A whole request or reply.
  case requestFailed = "request-failed"
  case emptyReply = "empty-reply"
  case unparsableReply = "unparsable-reply"
  // A record of a reply that is no pair.
  case incompleteRecord = "incomplete-record"
  case cutRecord = "cut-record"
  // Filters on a pair; these can be switched off.
  case controlCharacter = "control-character"
  case tooFewWords = "too-few-words"
  case tooManyWords = "too-many-words"
  case blockedWord = "blocked-word"
  case blockedBeginning = "blocked-beginning"
  case punctuationBeginning = "punctuation-beginning"
  case nonASCIIBeginning = "non-ascii-beginning"
  case impossibleAction = "impossible-action"
  case linkOrAttachment = "link-or-attachment"
  case emptyOutput = "empty-output"
  case mergedRecords = "merged-records"
  case outputRepeatsInput = "output-repeats-input"
  case unclosedCode = "unclosed-code"
  case falseArithmetic = "false-arithmetic"
  case rougeL = "rouge-l"
  /// Behind the last pair that was wanted.
  case beyondTarget = "beyond-target"

  /// Whether settings may switch the rule off.
  public var isFilter: Bool {
    switch self {
    case .requestFailed, .emptyReply, .unparsableReply, .incompleteRecord, .cutRecord,
      .beyondTarget:
      false
    default: true
    }
  }
}

/// Why a pair was dropped: the rule, what it measured and the limit that was passed.
struct PairVerdict: Equatable {
  var rule: PairRule
  var value: Double?
  var threshold: Double?
  /// The text that the rule found.
  var found: String?
}
