import Pipelines
import Text
import Tokens

/// The finished token shards of a folder: those to train on and those to validate on.
struct TokenSet {
  /// Of the set in `tokens.from`, or of nothing.
  let name: String
  let folder: String
  let training: [TokenShardReader]

  /// - `expecting`: fingerprint of the tokenizer all sets must share; nil to find it out later.
  init(name: String, folder: String, expecting: Hash128?) throws {
    self.name = name
    self.folder = folder
    do {
      training = try filesBelow(folder)
        .filter(Self.isTrainingShard)
        .map { try TokenShardReader(opening: folder + "/" + $0, expecting: expecting) }
    } catch let error as TokenShardError {
      throw name.isEmpty ? error : CommandError("the token set '\(name)': \(error)", status: .usage)
    }
  }

  /// Whether a file in a folder of token shards is one to train on, by its name.
  static func isTrainingShard(_ name: String) -> Bool {
    name.hasPrefix("train-") && name.hasSuffix(".tokens")
  }

  var tokenCount: Int { training.reduce(0) { $0 + $1.tokenCount } }
  var documentCount: Int { training.reduce(0) { $0 + $1.documentCount } }

  /// The shard of held-out documents.
  func validation(expecting: Hash128) throws -> TokenShardReader {
    try TokenShardReader(
      opening: folder + "/" + MixPhase.validationName, expecting: expecting)
  }

  /// What a mixture of sets is planned with.
  var source: MixtureSource {
    MixtureSource(name: name, tokens: tokenCount, documents: documentCount)
  }
}
