import Contamination
import Glibc
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
      throw Self.changed(
        candidates.shard.path, "no usable record \(candidates.records[count] + 1)")
    }
  }

  /// Refuses a shard that is missing or of another size than when it was indexed; the content of those
  /// that are read is checked as well.
  ///
  /// `place`: its path now, where it was moved.
  static func checkSize(of shard: InputShard, at place: String?) throws {
    let path = place ?? shard.path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw changed(path, "no readable file (\(String(cString: strerror(errno))))")
    }
    guard Int(status.st_size) == shard.bytes else {
      throw changed(path, "\(status.st_size) bytes instead of \(shard.bytes)")
    }
  }

  private func checkShard() throws {
    let shard = candidates.shard
    let found: String
    do {
      found = try InputListing.contentSample(shard.path).hash.description
    } catch let error as FileError {
      throw Self.changed(shard.path, "no readable file (\(error.reason))")
    }
    guard found == shard.contentSample else {
      throw Self.changed(shard.path, "other bytes at its start or end")
    }
  }

  private static func changed(_ path: String, _ found: String) -> CorpusIndexError {
    CorpusIndexError(
      .changedCorpus, path, found: found, expected: "the shard that was indexed",
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
