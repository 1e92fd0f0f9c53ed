import Pipelines
import Text
import Tokens

/// The encoded training documents of one source, over the shards of its inputs.
///
/// Memory holds a mapping or two per input and one number per input and round.
struct EncodedSource {
  /// What the mixture is planned with.
  private(set) var summary: MixtureSource
  private var shards: [TokenShardReader] = []
  /// Documents before each shard, and in all.
  private var starts: [Int] = [0]
  /// Of each shard, where documents are rehydrated.
  private var rounds: [RoundsFile] = []
  /// Places before each shard, and in all, round by round.
  private var roundStarts: [[Int]] = []
  private var unreleasedTokens = 0
  /// Read pages of all shards are let go of after this many tokens.
  private static let releaseTokens = 4 << 20

  init(
    _ source: String, inputs: [InputShard], in run: RunFolder, fingerprint: Hash128,
    isRehydrated: Bool
  ) throws {
    var tokens = 0
    var longest = 0
    for input in inputs where input.source == source {
      let shard = try TokenShardReader(
        opening: run.absolute(TokenizePhase.trainingPath(input.ordinal)), expecting: fingerprint)
      shards.append(shard)
      starts.append((starts.last ?? 0) + shard.documentCount)
      tokens += shard.tokenCount
      for ordinal in 0..<shard.documentCount {
        longest = max(longest, try shard.document(ordinal).tokens.count)
      }
      shard.releasePages()
      if isRehydrated {
        rounds.append(
          try RoundsFile(opening: run.absolute(TokenizePhase.roundsPath(input.ordinal))))
      }
    }
    summary = MixtureSource(name: source, tokens: tokens, documents: starts.last ?? 0)
    summary.longestDocument = longest
    guard isRehydrated, let first = rounds.first else { return }
    summary.tokens = rounds.reduce(0) { $0 + $1.tokens }
    roundStarts = (0..<first.roundCount).map { round in
      rounds.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count(ofRound: round)) }
    }
    summary.rounds = roundStarts.map { UInt64($0.last ?? 0) }
  }

  /// The document at a place of the order and its tokens.
  func document(at place: GlobalOrder.Place) throws -> (document: UInt64, tokens: Int) {
    var document = Int(place.element)
    if !rounds.isEmpty {
      let found = Self.locate(document, roundStarts[place.round])
      document =
        starts[found.shard] + rounds[found.shard].document(found.ordinal, ofRound: place.round)
    }
    let found = Self.locate(document, starts)
    return (UInt64(document), try shards[found.shard].document(found.ordinal).tokens.count)
  }

  /// A document: what the index says of it, its shard, and the range of its tokens there.
  mutating func stored(
    _ document: Int
  ) throws -> (document: TokenShardDocument, shard: TokenShardReader, tokens: Range<Int>) {
    if unreleasedTokens > Self.releaseTokens {
      for shard in shards { shard.releasePages() }
      unreleasedTokens = 0
    }
    let place = Self.locate(document, starts)
    let (origin, range) = try shards[place.shard].document(place.ordinal)
    unreleasedTokens += range.count
    return (origin, shards[place.shard], range)
  }

  /// The last shard that starts at or before a place.
  private static func locate(_ place: Int, _ starts: [Int]) -> (shard: Int, ordinal: Int) {
    var low = 0
    var high = starts.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return (low, place - starts[low])
  }
}
