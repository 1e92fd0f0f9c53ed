import FoundationEssentials

/// The truth file: every planted thing with its place and the fate that it should meet.
struct Truth {
  private var places: [String: Place] = [:]
  private var entries: [Entry] = []
  private let shards: [Shard]

  init(_ shards: [Shard]) {
    self.shards = shards
    let placed = shards.flatMap { shard in
      shard.records.enumerated().map { offset, record in
        (place: Place(shard: shard.name, record: offset + 1), record: record)
      }
    }
    for (place, record) in placed {
      if let url = record.url { places[url] = place }
    }
    for (place, record) in placed {
      entries += record.plants.map {
        Entry($0, at: place, url: record.url, twin: $0.twin.flatMap { places[$0] })
      }
    }
    entries.sort { ($0.kind, $0.shard, $0.record) < ($1.kind, $1.shard, $1.record) }
  }

  /// JSON with one planted thing a line, keys sorted, so that a change is one line in a comparison.
  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let totals = shards.map {
      ShardTotal(
        shard: $0.name, records: $0.records.count, members: $0.members.map(\.count),
        truncated: $0.isTruncated)
    }
    let counts = Dictionary(grouping: entries, by: \.kind).mapValues(\.count)
    let text = """
      {
      "counts":\(try line(counts)),
      "shards":[
      \(try totals.map(line).joined(separator: ",\n"))
      ],
      "planted":[
      \(try entries.map(line).joined(separator: ",\n"))
      ]
      }

      """
    return Array(text.utf8)
  }

  private struct Place: Encodable {
    /// File name of the shard.
    let shard: String
    /// Line of the record in its shard, from 1.
    let record: Int
  }

  private struct ShardTotal: Encodable {
    let shard: String
    let records: Int
    /// Records in each gzip member.
    let members: [Int]
    let truncated: Bool
  }

  private struct Entry: Encodable {
    let kind: String
    let shard: String
    let record: Int
    let records: Int?
    let url: String?
    let fate: Fate
    let stages: [String]
    let lines: [Int]?
    let twin: Place?
    let similarity: Double?
    let benchmark: String?
    let item: Int?
    let charactersBefore: Int?
    let charactersAfter: Int?

    init(_ plant: Plant, at place: Place, url: String?, twin: Place?) {
      kind = plant.kind
      shard = place.shard
      record = place.record
      records = plant.records > 1 ? plant.records : nil
      self.url = url
      fate = plant.fate
      stages = plant.stages
      lines = plant.lines.isEmpty ? nil : plant.lines
      self.twin = twin
      similarity = plant.similarity
      benchmark = plant.item?.benchmark
      item = plant.item?.number
      charactersBefore = plant.surroundings?.before
      charactersAfter = plant.surroundings?.after
    }
  }
}
