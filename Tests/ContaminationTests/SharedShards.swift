import Contamination
import Pipelines
import Shards
import TestSupport

/// Reads the shared data through the shard readers; damage is an error.
struct SharedShards: SideInputs {
  func forEachDocument(
    in patterns: [String], _ body: (Document, String) throws -> Void
  ) throws {
    var settings = ReadingSettings()
    settings.allowsMissingText = true
    for (ordinal, name) in patterns.sorted().enumerated() {
      let path = SharedData.path(name)
      let shard = InputShard(
        ordinal: ordinal, source: "shared", name: RecordFormat.shardName(ofFile: name), path: path,
        format: "jsonl", bytes: 0)
      var source = try ShardReader.open(shard, settings: settings, sink: ProblemRefusal())
      var batch: [Document] = []
      while try source.nextBatch(into: &batch) {
        for document in batch { try body(document, path) }
      }
    }
  }

  func forEachFile(
    in patterns: [String], endings: [String], _ body: ([UInt8], String) throws -> Void
  ) throws {
    try FileSideInputs().forEachFile(
      in: patterns.map(SharedData.path), endings: endings, body)
  }
}
