import Pipelines
import Shards

/// Some documents of a plan's inputs, as shards of their own.
struct InputSample {
  /// Shards that are looked into, evenly spread over the listing.
  private static let shardCount = 4
  /// Bytes that are read of each, after decompression.
  private static let shardBytes = 16 << 20
  /// Inputs below this many bytes of text are taken whole as far as they are read, larger ones in part.
  private static let wholeBytes = 64 << 20

  private(set) var shards: [InputShard] = []
  private(set) var documents = 0
  /// Bytes of the records, after decompression.
  private(set) var recordBytes = 0
  /// Bytes of all inputs after decompression, by the ratio found in the sample.
  private(set) var inputBytes = 0.0

  /// Writes sample shards into a folder; of large inputs every fourth document.
  init(of inputs: [InputShard], sources: [String: SourceSettings], in folder: String) throws {
    let total = inputs.reduce(0) { $0 + $1.bytes }
    let textBytes = inputs.reduce(0) { $0 + DiskSpace.estimatedText($1) }
    let step = textBytes > Self.wholeBytes ? 4 : 1
    let count = min(Self.shardCount, inputs.count)
    var consumed = 0
    var read = 0
    for index in 0..<count {
      let input = inputs[index * inputs.count / count]
      let ending = [".gz", ".zst"].first { input.path.hasSuffix($0) } ?? ""
      var shard = input
      shard.ordinal = index
      shard.name = "sample-\(index)"
      shard.path = "\(folder)/\(shard.name).jsonl\(ending)"
      shard.format = RecordFormat.jsonl.rawValue
      let part = try write(input, sources[input.source], every: step, to: shard)
      consumed += part.consumed
      read += part.read
      shards.append(
        InputShard(
          ordinal: index, source: shard.source, name: shard.name, path: shard.path,
          format: shard.format, bytes: try InputListing.contentSample(shard.path).bytes))
    }
    inputBytes = consumed > 0 ? Double(total) / Double(consumed) * Double(read) : 0
  }

  /// What the inputs are, measured in samples; 0 where there is nothing to measure.
  var scale: Double { recordBytes > 0 ? inputBytes / Double(recordBytes) : 0 }

  private mutating func write(
    _ input: InputShard, _ settings: SourceSettings?, every step: Int, to shard: InputShard
  ) throws -> (consumed: Int, read: Int) {
    let textField = settings?.textField ?? "text"
    let writer = try JSONLinesShardWriter(shard.path, shard: shard, textField: textField)
    var reading = ReadingSettings(textField: textField)
    reading.maximumRecordBytes = settings?.maximumRecordBytes ?? reading.maximumRecordBytes
    var source = try ShardReader.open(input, settings: reading, sink: ProblemList(limit: 0))
    var batch: [Document] = []
    var read = 0
    while read < Self.shardBytes, try source.nextBatch(into: &batch) {
      for document in batch {
        let size = max(document.record.bytes.count, document.text.count) + 1
        read = max(read, document.byteOffset + size)
        guard document.id.record % step == 0 else { continue }
        documents += 1
        recordBytes += size
        try writer.append(document)
      }
    }
    try writer.finish()
    return (source.consumedBytes, read)
  }
}
