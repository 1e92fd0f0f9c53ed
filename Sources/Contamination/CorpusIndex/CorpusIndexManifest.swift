import FoundationEssentials
public import Pipelines
import Text

/// What an index of a corpus is made of: `index.json` in its folder, written when all else is there.
///
///     DIR/index.json          this
///     DIR/postings            keys of shingles with the numbers of documents (`PostingsFormat.swift`)
///     DIR/documents.sidecar   checksum64 of every document's text, by `DocumentID`
///     DIR/building/           sorted runs, while it is built
public struct CorpusIndexManifest: Codable, Sendable, Equatable {
  /// The format of the folder; readers take no other.
  public static let currentVersion = 1

  public var version = Self.currentVersion
  public var settings: CorpusIndexSettings
  /// Leading bits of a shingle's hash that are kept.
  public var keyBits: Int
  /// Field that holds the text of the corpus.
  public var textField: String
  /// The corpus, shard by shard; documents are numbered through all of them.
  public var shards: [Shard]
  /// Hash of settings, text field and shards (paths aside): equal for the index of an equal corpus.
  public var fingerprint: String
  /// Pairs of a key and a document.
  public var postings = 0
  public var postingsFile = File(bytes: 0, hash: "")
  public var documentsFile = File(bytes: 0, hash: "")
  /// Hash of this list with an empty text here.
  private var hash = ""

  /// A shard and what was read of it.
  public struct Shard: Codable, Sendable, Equatable {
    /// The file as it was listed.
    public var input: InputShard
    /// Records met, unusable ones included.
    public var records = 0
    /// Documents read.
    public var documents = 0
    /// Their words by `WordDefinition.gpt3`.
    public var words = 0
    /// UTF-8 bytes of their texts.
    public var textBytes = 0
  }

  /// A file of the index by what it must be.
  public struct File: Codable, Sendable, Equatable {
    public var bytes: Int
    public var hash: String
  }

  init(_ settings: CorpusIndexSettings, textField: String, shards: [InputShard]) {
    self.settings = settings
    self.textField = textField
    self.shards = shards.map { Shard(input: $0) }
    keyBits = Self.keyBits(corpusBytes: shards.reduce(0) { $0 + max(0, $1.bytes) })
    var parts = ["\(settings.shingleWords) \(settings.window) \(keyBits) \(textField)"]
    for shard in shards {
      parts.append(
        "\(shard.source)/\(shard.name) \(shard.format) \(shard.bytes) \(shard.contentSample)")
    }
    fingerprint = StableHash.hash128(parts.joined(separator: "\n")).description
  }

  /// Documents of all shards.
  public var documents: Int { shards.reduce(0) { $0 + $1.documents } }
  /// Words of all shards.
  public var words: Int { shards.reduce(0) { $0 + $1.words } }
  /// UTF-8 bytes of all texts.
  public var textBytes: Int { shards.reduce(0) { $0 + $1.textBytes } }
  /// Bytes of the index.
  public var bytes: Int { postingsFile.bytes + documentsFile.bytes }

  /// Bytes of the index for each word of the corpus.
  public var bytesPerWord: Double { words == 0 ? 0 : Double(bytes) / Double(words) }

  /// The number that the first document of every shard has in postings, and behind them the end.
  var firstNumbers: [Int] {
    var sums = [0]
    for shard in shards { sums.append(sums[sums.count - 1] + shard.records) }
    return sums
  }

  /// Enough bits that another shingle has the same key in one of some thousand cases: a false candidate,
  /// which the scan finds empty.
  private static func keyBits(corpusBytes: Int) -> Int {
    let log = Int.bitWidth - max(1, corpusBytes).leadingZeroBitCount
    return min(max(log + 8, 32), 56)
  }

  static let name = "index.json"

  /// The bytes of the file, with the hash of the list in it.
  func encoded() throws -> [UInt8] {
    var complete = self
    complete.hash = try contentHash()
    return try complete.plainlyEncoded() + [0x0A]
  }

  private func contentHash() throws -> String {
    var plain = self
    plain.hash = ""
    let bytes = try plain.plainlyEncoded()
    return StableHash.hash128(bytes.span).description
  }

  private func plainlyEncoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  /// Reads the manifest of a folder.
  ///
  /// - Throws: `CorpusIndexError` where there is none, or one of another version or with nonsense in it.
  static func read(in folder: String) throws -> CorpusIndexManifest {
    struct Version: Decodable {
      var version: Int
    }
    let path = "\(folder)/\(name)"
    let bytes: [UInt8]
    do {
      bytes = try readFile(path)
    } catch let error as FileError {
      throw CorpusIndexError(
        .notAnIndex, path, found: "no readable file (\(error.reason))", expected: "an index",
        advice: "build it with 'sluice contamination index'")
    }
    do {
      let found = try JSONDecoder().decode(Version.self, from: Data(bytes)).version
      guard found == currentVersion else {
        throw CorpusIndexError(
          .notAnIndex, path, found: "version \(found)", expected: "version \(currentVersion)",
          advice: "build the index again in a new folder")
      }
      var manifest = try JSONDecoder().decode(Self.self, from: Data(bytes))
      try manifest.check(path)
      manifest.hash = ""
      return manifest
    } catch let error as DecodingError {
      throw CorpusIndexError.damaged(path, found: "\(error)", expected: "the list of an index")
    }
  }

  private func check(_ path: String) throws {
    let found = try contentHash()
    guard found == hash else {
      throw CorpusIndexError.damaged(path, found: "hash \(found)", expected: "\(hash), as it says")
    }
  }
}
