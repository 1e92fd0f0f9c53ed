public import Text

extension TokenizerDefinition {
  /// A hash of all that decides ids: tokens, model, added tokens, normalization and splitting.
  ///
  /// Kept in token shards and checkpoints, so that a mismatch is refused instead of trained on. How
  /// ids are decoded and the template do not enter it: the ids of a text do not depend on them.
  public var fingerprint: Hash128 {
    var hash = FingerprintHash()
    // GPT-2's kind has kept its first form, so that finished token shards keep theirs.
    let isFirstKind = isPlainByteLevel
    hash.add(
      text: isFirstKind ? "sluice byte-level bpe, gpt2 split" : "sluice tokenizer, general form")
    hash.add(tokens.count)
    for token in tokens {
      hash.add(token.count)
      hash.add(bytes: token)
    }
    hash.add(merges.count)
    for merge in merges {
      hash.add(Int(merge.left) << 32 | Int(merge.right))
      hash.add(Int(merge.merged))
      if !isFirstKind { hash.add(Int(merge.rank)) }
    }
    for added in addedTokens { hash.add(Int(added.id) << 1 | (added.isSpecial ? 1 : 0)) }
    guard !isFirstKind else { return hash.finalized() }
    for added in addedTokens {
      let flags = [
        added.isNormalized, added.isSingleWord, added.stripsLeft, added.stripsRight,
        added.isModelToken,
      ]
      for flag in flags { hash.add(flag ? 1 : 0) }
    }
    for step in normalization { hash.add(text: "\(step)") }
    for step in splitting { hash.add(text: "\(step)") }
    hash.add(model)
    return hash.finalized()
  }

  /// Whether this is GPT-2's kind, the first that token shards were made with.
  private var isPlainByteLevel: Bool {
    guard case .bytePairs(let rules) = model else { return false }
    var plain = BytePairRules(merges: rules.merges)
    plain.unknownToken = rules.unknownToken
    return rules == plain && normalization.isEmpty
      && splitting == [.byteLevel(addsPrefixSpace: false, splits: true)]
      && merges.enumerated().allSatisfy { $0 == Int($1.rank) }
      && addedTokens.allSatisfy {
        !$0.isNormalized && !$0.isSingleWord && !$0.stripsLeft && !$0.stripsRight
      }
  }
}

/// Feeds numbers and texts, each with its length, into one hash.
private struct FingerprintHash {
  private var hash = StreamingHash128()

  mutating func add(_ number: Int) {
    withUnsafeBytes(of: number.littleEndian) { hash.update($0) }
  }

  mutating func add(bytes: [UInt8]) { hash.update(bytes) }

  mutating func add(text: String) { hash.update(Array(text.utf8)) }

  /// Adds what a model holds beside its merges.
  mutating func add(_ model: TokenModel) {
    switch model {
    case .bytePairs(let rules):
      add(text: "bpe \(rules.units) \(rules.fusesUnknown) \(rules.takesWholeWords)")
      add(rules.unknownToken.map(Int.init) ?? -1)
      add(bytes: rules.endOfWordSuffix + [0] + rules.continuingPrefix)
    case .unigram(let rules):
      add(text: "unigram \(rules.byteFallback) \(rules.precision)")
      add(rules.unknownToken.map(Int.init) ?? -1)
      for score in rules.scores { add(Int(truncatingIfNeeded: score.bitPattern)) }
    case .wordPiece(let rules):
      add(text: "wordpiece \(rules.maximumCharacters) \(rules.unknownToken)")
      add(bytes: rules.continuingPrefix)
    }
  }

  func finalized() -> Hash128 { hash.finalized() }
}
