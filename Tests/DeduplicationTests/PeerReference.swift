import FoundationEssentials
import Glibc
import TestSupport

/// A corpus with planted duplicates and what datatrove 0.10.1 found in it, kept beside the checkout.
enum PeerReference {
  /// A document with a match and what datatrove made of it.
  struct Match: Decodable {
    var id: Int
    var cluster: Int
    var removed: Bool
  }

  /// A document that stands in the corpus on purpose.
  struct Planted: Decodable {
    var id: Int
    var kind: String
    /// The document it was made from, and about how similar it was made to it.
    var source: Int?
    var level: Double?

    private enum CodingKeys: CodingKey { case id, kind, source, level }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(Int.self, forKey: .id)
      kind = try container.decode(String.self, forKey: .kind)
      // Benchmark items are named by a text, such as "eval:110".
      source = try? container.decode(Int.self, forKey: .source)
      level = try container.decodeIfPresent(Double.self, forKey: .level)
    }
  }

  private static let folder = SharedData.path("../bench/peers/reference")

  static let isAvailable: Bool = {
    guard SharedData.isAvailable else { return false }
    if access(folder + "/datatrove_minhash.jsonl", R_OK) == 0 { return true }
    print("note: no ../shared/bench beside the checkout: tests against datatrove are skipped")
    return false
  }()

  /// The corpus; documents are numbered through its shards.
  static func shards() throws -> [StageHarness.Shard] {
    try (0..<2).map { number in
      let name = "../bench/peers/reference/corpus/c4-bench.0000\(number)-of-00002.json.gz"
      return StageHarness.Shard(name: "s\(number)", texts: try SharedShards.read(name).map(\.text))
    }
  }

  static func matches() throws -> [Match] { try lines("datatrove_minhash.jsonl") }

  static func planted() throws -> [Planted] { try lines("corpus/truth.jsonl") }

  private static func lines<Row: Decodable>(_ name: String) throws -> [Row] {
    let decoder = JSONDecoder()
    return try TemporaryFolder.bytes(ofFile: folder + "/" + name)
      .split(separator: UInt8(ascii: "\n"))
      .map { try decoder.decode(Row.self, from: Data($0)) }
  }
}
