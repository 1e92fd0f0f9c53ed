/// The model of a tokenizer with the scratch of one worker: one word in, its ids out.
struct WordModel {
  private enum Engine {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPiece(WordPieceModel)
  }

  /// Positions in a word are 32 bits wide, so longer ones are cut.
  private static let longestMergedWord = 1 << 30

  private let engine: Engine
  private var merger: WordMerger?
  private var scratch = UnigramScratch()
  /// Where words can be cut without changing ids; nil when nowhere.
  let cuts: SafeCuts?
  /// Whether every word is cut there before it is looked up.
  let cutsEveryWord: Bool
  /// Whether a word that is a token is that token, so that a part of a word is not like a word.
  let takesWholeWords: Bool

  init(_ model: Tokenizer.Model) {
    switch model {
    case .bytePairs(let model):
      engine = .bytePairs(model)
      merger = WordMerger(model)
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

  /// Appends the ids of a word or of a part of one.
  mutating func append(
    _ word: UnsafeBufferPointer<UInt8>, to ids: inout ContiguousArray<UInt32>
  ) {
    switch engine {
    case .bytePairs:
      for start in stride(from: 0, to: word.count, by: Self.longestMergedWord) {
        let end = min(start + Self.longestMergedWord, word.count)
        merger?.merge(UnsafeBufferPointer(rebasing: word[start..<end]), into: &ids)
      }
    case .unigram(let model): model.encode(word: word, scratch: &scratch, into: &ids)
    case .wordPiece(let model): model.encode(word: word, into: &ids)
    }
  }
}
