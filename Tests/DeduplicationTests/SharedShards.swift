import Compression
import Pipelines
import Shards
import TestSupport

/// Reads real documents kept beside the checkout; damage is an error.
enum SharedShards {
  final class Refusal: ProblemSink {
    func report(_ problem: RecordProblem) throws { throw problem }
    func quarantine(_ bytes: UnsafeRawBufferPointer) throws {}
  }

  /// The texts of a shard and the bytes of the records' `id` fields, empty where there is none.
  static func read(_ name: String, format: RecordFormat = .jsonl) throws -> [(
    id: String, text: String
  )] {
    let shard = InputShard(
      ordinal: 0, source: "shared", name: RecordFormat.shardName(ofFile: name),
      path: SharedData.path(name), format: format.rawValue, bytes: 0)
    var source = try ShardReader.open(shard, sink: Refusal())
    var found: [(id: String, text: String)] = []
    var batch: [Document] = []
    while try source.nextBatch(into: &batch) {
      for document in batch {
        let id = document.record.valueRange(of: "id").map { document.record.bytes[$0] } ?? []
        found.append(
          (String(decoding: id, as: UTF8.self), String(decoding: document.text, as: UTF8.self)))
      }
    }
    return found
  }

  /// The lines of a compressed text file.
  static func lines(_ name: String) throws -> [Substring] {
    let source = try ByteSources.open(SharedData.path(name))
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = try piece.withUnsafeMutableBytes({ try source.read(into: $0) }),
      count > 0
    {
      text.append(contentsOf: piece[..<count])
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }
}
