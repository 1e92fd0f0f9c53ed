/// The model of a tokenizer with the scratch of one worker: one word in, its ids out.
struct WordModel {
  private enum Engine {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPiece(WordPieceModel)
  }

  private let engine: Engine
  private var merger: WordMerger?
  private var scratch = UnigramScratch()
  private let window: Int
  /// Where words can be cut without changing ids; nil when nowhere.
  let cuts: SafeCuts?
  /// Whether every word is cut there before it is looked up.
  let cutsEveryWord: Bool
  /// Whether the last word is still to go on.
  private(set) var isInsideWord = false
  /// Whether a word that is a token is that token, so that a part of a word is not like a word.
  let takesWholeWords: Bool

  /// - Parameters:
  ///   - tokenizer: holds the model.
  ///   - window: how many units of a long word are looked at together.
  init(_ tokenizer: Tokenizer, window: Int) {
    self.window = window
    switch tokenizer.model {
    case .bytePairs(let model):
      engine = .bytePairs(model)
      let definition = tokenizer.definition
      merger = WordMerger(model, window: window) { RightMerges(definition, model) }
      cuts = model.cuts
      cutsEveryWord = model.cutsEveryWord
      takesWholeWords = model.wholeWords != nil
    case .unigram(let model):
      engine = .unigram(model)
      (cuts, cutsEveryWord, takesWholeWords) = (nil, false, false)
    case .wordPiece(let model):
      engine = .wordPiece(model)
      (cuts, cutsEveryWord, takesWholeWords) = (nil, false, false)
    }
  }

  /// The token that is the whole word, where words are taken so; nil when there is none.
  func wholeToken(_ word: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard case .bytePairs(let model) = engine else { return nil }
    return model.wholeWords?.id(of: word)
  }

  /// Appends the ids of a short word or of a short part of one.
  mutating func append(
    _ word: UnsafeBufferPointer<UInt8>, to ids: inout ContiguousArray<UInt32>
  ) {
    switch engine {
    case .bytePairs: merger?.merge(word, into: &ids)
    case .unigram(let model): model.encode(word: word, scratch: &scratch, into: &ids)
    case .wordPiece(let model): model.encode(word: word, into: &ids)
    }
  }

  /// Appends the ids of a word of any length or of a part of one.
  mutating func append(long word: UnsafeBufferPointer<UInt8>, to output: inout TokenOutput) {
    switch engine {
    case .bytePairs: merger?.merge(long: word, into: &output)
    case .unigram(let model):
      model.encode(word: word, window: window, scratch: &scratch, into: &output)
    case .wordPiece(let model): model.encode(word: word, into: &output)
    }
  }

  /// Appends the ids of the next part of a word, as far as they do not depend on what follows.
  ///
  /// - Parameters:
  ///   - part: whole characters; what was not done with before comes first.
  ///   - isFirst: whether nothing of the word has been done with.
  ///   - ends: whether the word ends.
  ///   - output: takes the ids.
  /// - Returns: how many bytes are done with; 0 where the word must be whole.
  mutating func append(
    partOf part: UnsafeBufferPointer<UInt8>, isFirst: Bool, ends: Bool,
    to output: inout TokenOutput
  ) -> Int {
    isInsideWord = !ends
    switch engine {
    case .bytePairs:
      guard !takesWholeWords || isFirst && ends else {
        isInsideWord = false
        return 0
      }
      let done = merger?.merge(long: part, isFirst: isFirst, ends: ends, into: &output) ?? 0
      isInsideWord = !ends && (done > 0 || !isFirst)
      return done
    case .unigram(let model):
      return model.encode(
        partOf: part, isFirst: isFirst, ends: ends, window: window, scratch: &scratch,
        into: &output)
    case .wordPiece(let model):
      let done = model.encode(partOf: part, isFirst: isFirst, ends: ends, into: &output)
      isInsideWord = isInsideWord && done > 0
      return done
    }
  }
}
