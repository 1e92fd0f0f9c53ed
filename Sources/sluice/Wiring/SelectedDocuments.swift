import Contamination
import Pipelines
import Shards
import Text

/// Reads just the documents of a shard that an index names.
struct SelectedDocuments {
  let candidates: CorpusIndex.Candidates
  let reading: ReadingSettings

  /// Calls `body` with every candidate; other records are passed over unread, and nothing is read behind
  /// the last.
  ///
  /// - Throws: `CorpusIndexError` when the shard or a document is not what was indexed, and what `body`
  ///   throws.
  func forEach(_ body: (Document) throws -> Void) throws {
    try checkShard()
    let selection = Selection(candidates.records)
    var source = try ShardReader.open(
      candidates.shard, settings: reading, sink: ProblemList(limit: 0), selection: selection)
    var batch: [Document] = []
    var count = 0
    while count < candidates.records.count, try source.nextBatch(into: &batch) {
      try InputOptions.stopIfInterrupted()
      for document in batch {
        try candidates.check(document, at: count)
        count += 1
        try body(document)
      }
    }
    guard count == candidates.records.count else {
      throw changed("no usable record \(candidates.records[count] + 1)")
    }
  }

  private func checkShard() throws {
    let shard = candidates.shard
    let found: (bytes: Int, hash: String)
    do {
      let sample = try InputListing.contentSample(shard.path)
      found = (sample.bytes, sample.hash.description)
    } catch let error as FileError {
      throw changed("no readable file (\(error.reason))")
    }
    guard found.bytes == shard.bytes, found.hash == shard.contentSample else {
      throw changed("\(found.bytes) bytes that differ from the \(shard.bytes) that were indexed")
    }
  }

  private func changed(_ found: String) -> CorpusIndexError {
    CorpusIndexError(
      .changedCorpus, candidates.shard.path, found: found, expected: "the shard that was indexed",
      advice: "restore it, name its new place with --corpus, or build the index again")
  }

  /// The records in order.
  private final class Selection: RecordSelection {
    private let records: [Int]
    private var next = 0

    init(_ records: [Int]) { self.records = records }

    func selects(record: Int) throws -> Bool {
      guard next < records.count, records[next] == record else { return false }
      next += 1
      return true
    }
  }
}
