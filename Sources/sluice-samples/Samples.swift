/// The shards and the truth as they should be on disk.
struct Samples {
  private static let seed: UInt64 = 2020

  private let folder: String
  private let sources: Sources
  private let shards: [Shard]
  private let truth: [UInt8]

  /// Plants everything in memory; throws when a source is unusable or breaks a promise.
  init(in folder: String) throws {
    self.folder = folder
    sources = try Sources(in: folder)
    shards = Shard.deal(try Planting(sources, seed: Self.seed), seed: Self.seed + 1)
    try Soundness(sources: sources, shards: shards).verify()
    truth = try Truth(shards).encoded()
  }

  /// One line for the terminal.
  var summary: String {
    let records = shards.map(\.records.count).reduce(0, +)
    return "\(sources.articles.count) articles, \(shards.count) shards, \(records) records: sound"
  }

  func write() throws {
    for shard in shards {
      try Files.write(try shard.compressed(), to: path(of: shard))
    }
    try Files.write(truth, to: "\(folder)/truth.json")
  }

  /// Throws when a file differs in content from what `write` would write.
  ///
  /// Another release of libdeflate may compress differently, so where bytes differ the texts of
  /// the members decide.
  func compare() throws {
    guard try Files.read("\(folder)/truth.json") == truth else {
      throw stale("\(folder)/truth.json")
    }
    for shard in shards {
      let found = try Files.read(path(of: shard))
      if try found == shard.compressed() { continue }
      let (texts, remaining) = try Gzip.members(of: found)
      let whole = shard.isTruncated ? Array(shard.memberTexts.dropLast()) : shard.memberTexts
      guard texts == whole, (remaining > 0) == shard.isTruncated else {
        throw stale(path(of: shard))
      }
    }
  }

  private func path(of shard: Shard) -> String {
    "\(folder)/web/\(shard.name)"
  }

  private func stale(_ path: String) -> SampleError {
    SampleError("\(path): does not follow from its sources; run 'sluice-samples make' and commit")
  }
}
