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
    for merge in rules.merges {
      let (left, right, merged) = (Int(merge.left), Int(merge.right), Int(merge.merged))
      guard max(left, right, merged) < tokens.count,
        Self.spells(tokens[left], tokens[right], tokens[merged], rules.continuingPrefix)
      else {
        throw TokenizerError(
          .malformed("the merge of rank \(merge.rank) does not give its token"), at: path)
      }
    }
    // What only its matcher may find is hidden from units and words.
    var own = tokens
    for id in hidden where own.indices.contains(Int(id)) { own[Int(id)] = [] }
    let table = TokenTable(own)
    units = UnitTable(rules, tokens: own, table: table)
    merges = MergeTable(rules.merges)
    wholeWords = rules.takesWholeWords ? table : nil
    cuts = SafeCuts(rules, tokens: tokens, units: units)
    cutsEveryWord = rules.units != .bytes
  }

  private static func spells(
    _ left: [UInt8], _ right: [UInt8], _ merged: [UInt8], _ continuingPrefix: [UInt8]
  ) -> Bool {
    let dropped =
      !continuingPrefix.isEmpty && right.starts(with: continuingPrefix) ? continuingPrefix.count : 0
    guard merged.count == left.count + right.count - dropped else { return false }
    for index in left.indices where merged[index] != left[index] { return false }
    for index in dropped..<right.count
    where merged[left.count + index - dropped] != right[index] { return false }
    return true
  }
}
