import FoundationEssentials
import Text

/// Everything a check depends on: two checks with one digest say the same.
public struct ContaminationFingerprint: Encodable, Sendable {
  /// Hash of all that follows, 32 hexadecimal digits.
  public var digest: String
  /// Version of the program.
  public var sluice: String
  /// The method's name.
  public var method: String
  /// What the method's units are: `words` or the name of a tokenizer.
  public var units: String
  /// Seed of every draw: recall and intervals.
  public var seed: UInt64
  /// Items of each set in the proof of recall; 0 without it.
  public var recallItems: Int
  public var benchmarks: [File]
  public var corpus: [File]
  private let settings: Settings

  /// An input file.
  public struct File: Codable, Sendable, Equatable {
    public var path: String
    /// Size of a shard; absent for evaluation sets.
    public var bytes: Int?
    /// Hash of an evaluation set's decompressed bytes, or of a shard's size, start and end.
    public var hash: String

    public init(path: String, bytes: Int? = nil, hash: String) {
      self.path = path
      self.bytes = bytes
      self.hash = hash
    }
  }

  /// The method's settings, whatever its type.
  private struct Settings: Encodable, Sendable {
    var method: any ContaminationMethod

    func encode(to encoder: any Encoder) throws { try method.encode(to: encoder) }
  }

  /// - Parameters:
  ///   - check: sets and method.
  ///   - corpus: the shards in corpus order.
  ///   - units: what the method's units are.
  ///   - seed: of every draw.
  ///   - recallItems: items of each set in the proof of recall.
  ///   - version: of the program.
  /// - Throws: what encoding the method's settings throws.
  public init(
    of check: ContaminationCheck, corpus: [File], units: String, seed: UInt64, recallItems: Int,
    version: String
  ) throws {
    sluice = version
    method = check.search.method
    self.units = units
    self.seed = seed
    self.recallItems = recallItems
    benchmarks = check.sets.map { File(path: $0.path, hash: $0.digest) }
    self.corpus = corpus
    settings = Settings(method: check.method)
    digest = ""
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    digest = "\(StableHash.hash128(Array(try encoder.encode(self)).span))"
  }
}
