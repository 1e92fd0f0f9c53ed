/// One gzip file of records, member by member.
struct Shard: Sendable {
  let name: String
  let members: [[Record]]
  /// Whether the file ends in the middle of its last member.
  let isTruncated: Bool

  var records: [Record] { members.flatMap { $0 } }

  /// Deals the pages over four shards: one member; three members; one member with damaged records;
  /// several members of which the last is cut.
  static func deal(_ planting: Planting, seed: UInt64) -> [Shard] {
    var random = SplitMix64(seed: seed)
    let records = random.shuffled(planting.body).map { Record($0, timestamp: date(&random)) }
    var hands = (0..<4).map { hand in
      stride(from: hand, to: records.count, by: 4).map { records[$0] }
    }
    for (number, damaged) in Record.damaged(like: records[0]).enumerated() {
      hands[2].insert(damaged, at: 7 + 11 * number)
    }
    var tail = planting.tail.map { Record($0, timestamp: date(&random)) }
    tail[0].plants.append(
      Plant(kind: "truncated-member", fate: .cutOff, stages: ["read"], records: tail.count))
    return [
      Shard(name: "web-00000.json.gz", members: [hands[0]], isTruncated: false),
      Shard(name: "web-00001.json.gz", members: split(hands[1], every: 25), isTruncated: false),
      Shard(name: "web-00002.json.gz", members: [hands[2]], isTruncated: false),
      Shard(
        name: "web-00003.json.gz", members: split(hands[3], every: 20) + [tail], isTruncated: true),
    ]
  }

  private static func split(_ records: [Record], every count: Int) -> [[Record]] {
    stride(from: 0, to: records.count, by: count).map {
      Array(records[$0..<min($0 + count, records.count)])
    }
  }

  /// A moment between 2018 and 2023 as C4 writes it.
  private static func date(_ random: inout SplitMix64) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let year = 2018 + random.below(6)
    let day = "\(year)-\(padded(1 + random.below(12)))-\(padded(1 + random.below(28)))"
    let time = [24, 60, 60].map { padded(random.below($0)) }.joined(separator: ":")
    return "\(day)T\(time)Z"
  }
}
