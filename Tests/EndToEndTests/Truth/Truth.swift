import FoundationEssentials
import TestSupport

/// What was planted in the samples, as `samples/truth.json` lists it.
struct Truth: Decodable {
  struct Shard: Decodable {
    var shard: String
    var records: Int
    var truncated: Bool
  }

  struct Place: Decodable {
    var record: Int
    var shard: String

    /// The printed identity of the record.
    var id: String { "web/" + shard.prefix { $0 != "." } + ":\(record)" }
  }

  struct Planted: Decodable {
    var kind: String
    var fate: String
    var record: Int
    var shard: String
    var stages: [String]
    /// Number of records, where more than one is meant.
    var records: Int?
    /// Lines of the text, from 1.
    var lines: [Int]?
    var twin: Place?
    var benchmark: String?
    var item: Int?

    var id: String { Place(record: record, shard: shard).id }
  }

  var shards: [Shard]
  var planted: [Planted]

  static func read() throws -> Truth {
    let bytes = TemporaryFolder.bytes(ofFile: Command.checkout + "/samples/truth.json")
    return try JSONDecoder().decode(Truth.self, from: Data(bytes))
  }

  func planted(fate: String) -> [Planted] { planted.filter { $0.fate == fate } }
}
