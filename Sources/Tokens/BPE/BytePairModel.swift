/// A byte-pair model compiled from its rules: shared by all encoders of a tokenizer.
final class BytePairModel: Sendable {
  let merges: MergeTable
  let units: UnitTable
  /// Whole words that are tokens, where the rules take them as they are.
  let wholeWords: TokenTable?
  /// Where long words may be cut; nil when nowhere.
  let cuts: SafeCuts?
  /// Whether words are parts of text between places where tokens cannot join, so that each is
  /// looked up by itself: for vocabularies that do not split text.
  let cutsEveryWord: Bool

  /// - Parameters:
  ///   - rules: merges and units.
  ///   - tokens: what each id stands for.
  ///   - hidden: added tokens that the model does not know.
  ///   - path: the file, for messages.
  /// - Throws: `TokenizerError` when a merge does not spell its token.
  init(
    _ rules: BytePairRules, tokens: [[UInt8]], hidden: [UInt32], path: String
  ) throws(TokenizerError) {
    let texts = ByteStrings(tokens)
    for merge in rules.merges where !Self.spells(merge, texts, rules.continuingPrefix) {
      throw TokenizerError(
        .malformed("the merge of rank \(merge.rank) does not give its token"), at: path)
    }
    // What only its matcher may find is hidden from units and words.
    var own = tokens
    for id in hidden where own.indices.contains(Int(id)) { own[Int(id)] = [] }
    let longestUnit =
      rules.continuingPrefix.count + ByteTokens.nameBytes + rules.endOfWordSuffix.count
    let table = TokenTable(own, longest: rules.takesWholeWords ? .max : longestUnit)
    units = UnitTable(rules, tokens: own, table: table)
    merges = MergeTable(rules.merges)
    wholeWords = rules.takesWholeWords ? table : nil
    cuts = SafeCuts(rules, tokens: tokens, units: units)
    cutsEveryWord = rules.units != .bytes
  }

  /// Whether a merge is one of known tokens and its token is spelled like the two together.
  private static func spells(
    _ merge: TokenMerge, _ texts: ByteStrings, _ continuingPrefix: [UInt8]
  ) -> Bool {
    guard max(merge.left, merge.right, merge.merged) < texts.count else { return false }
    return texts.withBytes(at: Int(merge.left)) { left in
      texts.withBytes(at: Int(merge.right)) { right in
        texts.withBytes(at: Int(merge.merged)) { merged in
          var right = right
          if !continuingPrefix.isEmpty, right.starts(with: continuingPrefix) {
            right = UnsafeBufferPointer(rebasing: right[continuingPrefix.count...])
          }
          guard merged.count == left.count + right.count else { return false }
          for index in left.indices where merged[index] != left[index] { return false }
          for index in right.indices where merged[left.count + index] != right[index] {
            return false
          }
          return true
        }
      }
    }
  }
}
