internal import Pipelines

/// What one file of another trainer's token shards holds, found without knowing the tokenizer.
public struct ExchangeInspection: Sendable, Equatable {
  public let format: ExchangeFormat
  public let documents: Int
  public let tokens: Int
  /// Bytes of the tokens; for MDS of the samples.
  public let bytes: Int

  /// The format of a file that tells it; nil for others.
  ///
  /// That is an index of Megatron, a `.ds` of datatrove with its index,
  /// a `.npy` of dolma with its rows, or the index of an MDS data set.
  public static func format(of path: String) -> ExchangeFormat? {
    if path.hasSuffix(".idx") {
      guard let file = try? TokenShardFile.map(path) else { return nil }
      return MegatronShard.recognizes(file.bytes) ? .megatron : nil
    }
    if path.hasSuffix(".ds") {
      return (try? TokenShardFile.map(path + ".index")) == nil ? nil : .datatrove
    }
    if path.hasSuffix(".npy") { return DolmaPart.hasRows(path) ? .dolma : nil }
    if ExchangeName.base(path) == MDS.indexName {
      return (try? MDSIndex(opening: path)) == nil ? nil : .mds
    }
    return nil
  }

  /// Reads a file and those that belong to it to the end.
  ///
  /// - Throws: `TokenShardError` for the first damage.
  public init(of path: String, _ format: ExchangeFormat) throws {
    do {
      self = try Self(path, format, vocabularySize: 1 << 32)
    } catch {
      // Narrow tokens show only in files that do not say their width and fit no other.
      guard let narrow = try? Self(path, format, vocabularySize: 1 << 16) else { throw error }
      self = narrow
    }
  }

  private init(_ path: String, _ format: ExchangeFormat, vocabularySize: Int) throws {
    self.format = format
    let reader = try format.makeReader(
      [path], ExchangeFormat.ReadingSettings(vocabularySize: vocabularySize, endOfText: nil))
    var documents = 0
    var tokens = 0
    var document = TokenDocument()
    while try reader.next(&document) {
      documents += 1
      tokens += document.tokens.count
    }
    self.documents = documents
    self.tokens = tokens
    bytes =
      format == .mds
      ? try MDSIndex(opening: path).shards.reduce(0) { $0 + $1.raw_data.bytes }
      : try TokenShardFile.map(
        ExchangeName.replacing(".idx", of: path, by: "") + Self.ending(format)
      )
      .bytes.count
  }

  /// What the file of tokens has behind the name of the file that is opened.
  private static func ending(_ format: ExchangeFormat) -> String {
    format == .megatron ? ".bin" : ""
  }
}
