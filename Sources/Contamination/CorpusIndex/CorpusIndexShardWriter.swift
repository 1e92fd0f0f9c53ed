import FoundationEssentials
import Glibc
public import Pipelines
import Text

/// Takes the documents of one shard in record order and leaves the shard's part of an index.
public final class CorpusIndexShardWriter {
  private let builder: CorpusIndexBuilder
  private let shard: InputShard
  private let staging: String
  private let shingleFile: SidecarWriter
  private let checksumFile: SidecarFileWriter
  private var shingles: DocumentShingles
  private var counts: CorpusIndexManifest.Shard

  init(_ builder: CorpusIndexBuilder, _ shard: InputShard) throws {
    self.builder = builder
    self.shard = shard
    staging = "\(builder.folder)/building/\(shard.ordinal).writing"
    removeTree(staging)
    try makeFolder(staging)
    shingleFile = SidecarWriter(
      creating: "\(staging)/shingles", bufferBytes: builder.bufferBytes)
    checksumFile = try SidecarFileWriter(creating: "\(staging)/documents")
    shingles = DocumentShingles(builder.manifest.settings, keyBits: builder.manifest.keyBits)
    counts = CorpusIndexManifest.Shard(input: shard)
  }

  /// Adds the next document; its id is of this shard.
  public func append(_ document: borrowing Document) throws {
    let id = document.id.rawValue
    counts.documents += 1
    counts.textBytes += document.text.count
    counts.words += shingles.fill(from: document.text.span)
    for key in shingles.keys { try shingleFile.append(key: key, document: id) }
    try checksumFile.append(
      key: id, document: CorpusIndex.checksum(of: document),
      payload: UnsafeBufferPointer(start: nil, count: 0))
    counts.records = document.id.record + 1
  }

  /// Sorts, writes and names the shard's part; without this call nothing of the shard counts.
  public func finish() throws {
    try shingleFile.finish()
    try checksumFile.finish()
    try moveFile("\(staging)/shingles", to: builder.shinglesPath(shard.ordinal))
    try moveFile("\(staging)/documents", to: builder.checksumsPath(shard.ordinal))
    removeTree(staging)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try writeFileAtomically(
      Array(try encoder.encode(counts)), to: builder.countsPath(shard.ordinal))
  }
}
