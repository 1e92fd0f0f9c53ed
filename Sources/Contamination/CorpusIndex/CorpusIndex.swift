import Glibc
public import Pipelines
import Text

/// An index of a corpus on disk, open for questions; safe to use from several threads.
///
/// Files are mapped; what is read of them is checked first.
public final class CorpusIndex: Sendable {
  static let postingsName = "postings"
  static let documentsName = "documents.sidecar"

  public let folder: String
  public let manifest: CorpusIndexManifest
  let postings: PostingsReader

  /// Opens a finished index.
  ///
  /// - Throws: `CorpusIndexError` for a folder without one, or one that is damaged as far as its lists and
  ///   the sizes of its files tell; blocks are checked when they are read.
  public init(opening folder: String) throws {
    self.folder = folder
    manifest = try CorpusIndexManifest.read(in: folder)
    for (name, file) in [
      (Self.postingsName, manifest.postingsFile), (Self.documentsName, manifest.documentsFile),
    ] {
      var status = stat()
      let path = "\(folder)/\(name)"
      let found = stat(path, &status) == 0 ? Int(status.st_size) : nil
      guard found == file.bytes else {
        throw CorpusIndexError.damaged(
          path, found: found.map { "\($0) bytes" } ?? "no file", expected: "\(file.bytes) bytes")
      }
    }
    postings = try PostingsReader(
      opening: "\(folder)/\(Self.postingsName)", hash: manifest.postingsFile.hash)
    guard postings.keyBits == manifest.keyBits else {
      throw CorpusIndexError.damaged(
        folder, found: "keys of \(postings.keyBits) bits", expected: "\(manifest.keyBits)")
    }
  }

  /// The checksums that some documents of a shard had when it was indexed.
  ///
  /// - Parameters:
  ///   - shard: ordinal of the shard.
  ///   - records: the records asked for, from 0, ascending.
  /// - Returns: a checksum for each of the records.
  /// - Throws: `CorpusIndexError` where the index has none for one of them.
  func checksums(of shard: Int, records: [Int]) throws -> [UInt64] {
    let path = "\(folder)/\(Self.documentsName)"
    guard let first = records.first, let last = records.last else { return [] }
    let range = KeyRange(
      lower: DocumentID(input: shard, record: first).rawValue,
      upper: DocumentID(input: shard, record: last).rawValue)
    var found: [UInt64] = []
    do {
      let merge = try SidecarMerge(paths: [path], range: range)
      while found.count < records.count, try merge.advance() {
        if DocumentID(rawValue: merge.key).record == records[found.count] {
          found.append(merge.document)
        }
      }
    } catch let error as SidecarError {
      throw CorpusIndexError.damaged(error.path, found: error.found, expected: error.expected)
    }
    guard found.count == records.count else {
      throw CorpusIndexError.damaged(
        path, found: "no document for record \(records[found.count] + 1) of shard \(shard)",
        expected: "every document that postings name")
    }
    return found
  }

  /// The checksum of a document's text that the index keeps.
  static func checksum(of document: borrowing Document) -> UInt64 {
    document.text.withUnsafeBufferPointer { StableHash.checksum64($0) }
  }
}

extension CorpusIndex {
  /// Documents of one shard, by record.
  public struct Candidates: Sendable, Equatable {
    public var shard: InputShard
    /// Records from 0, ascending.
    public var records: [Int]
    /// `checksum` of each document's text when it was indexed.
    let checksums: [UInt64]
  }

  /// The documents that may share runs of words, by shard in corpus order.
  ///
  /// - Throws: `CorpusIndexError` for damage.
  ///
  /// No document is missed that shares `count` words in a row of one of the runs, where `count` is at
  /// least the `guaranteedWords` of the settings.
  public func candidates(for runs: some Sequence<SharedRun>) throws -> [Candidates] {
    try candidates(for: runs, checkedBytes: 32 << 20)
  }

  /// The same; lists that only check documents are read up to `checkedBytes`.
  package func candidates(
    for runs: some Sequence<SharedRun>, checkedBytes: Int
  ) throws -> [Candidates] {
    var search = CandidateSearch(self, checkedBytes: checkedBytes)
    let numbers = try search.candidates(for: runs)
    let firsts = manifest.firstNumbers
    var result: [Candidates] = []
    var next = 0
    for (shard, first) in firsts.dropLast().enumerated() {
      var records: [Int] = []
      while next < numbers.count, Int(numbers[next]) < firsts[shard + 1] {
        records.append(Int(numbers[next]) - first)
        next += 1
      }
      guard !records.isEmpty else { continue }
      result.append(
        Candidates(
          shard: manifest.shards[shard].input, records: records,
          checksums: try checksums(of: shard, records: records)))
    }
    guard next == numbers.count else {
      throw CorpusIndexError.damaged(
        "\(folder)/\(Self.postingsName)", found: "document \(numbers[next])",
        expected: "numbers below \(firsts[firsts.count - 1])")
    }
    return result
  }
}

extension CorpusIndex.Candidates {
  /// Checks that a document read again is the one that was indexed.
  ///
  /// - Throws: `CorpusIndexError` when its text has changed.
  public func check(_ document: borrowing Document, at position: Int) throws {
    let record = document.id.record
    guard position < records.count, records[position] == record,
      CorpusIndex.checksum(of: document) == checksums[position]
    else {
      throw CorpusIndexError(
        .changedCorpus, "\(shard.path):\(record + 1)", found: "another text",
        expected: "the one that was indexed",
        advice: "restore the shard, or build the index again in a new folder")
    }
  }
}
