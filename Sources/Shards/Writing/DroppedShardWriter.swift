import Compression
public import Pipelines

/// Writes dropped documents as JSON lines: `id`, `rule`, and where there is one `value`,
/// `threshold`, `twin` and `detail`, then `text`.
///
/// `id` and `twin` are printed identities (`source/shard:record`); a twin of an earlier run has its
/// record's own id in `twinId`.
public final class DroppedShardWriter: DroppedSink {
  private let output: any OutputSink
  private let inputs: [InputShard]

  /// - Parameters:
  ///   - path: where to write; compression follows its ending.
  ///   - inputs: the run's inputs in plan order: they turn ordinals into names.
  /// - Throws: `FileError` when the file cannot be created.
  public init(_ path: String, inputs: [InputShard]) throws {
    output = try OutputSinks.create(path)
    self.inputs = inputs
  }

  public func append(_ document: Document, reason: DropReason) throws {
    var object = JSONObjectWriter()
    object.add("id", printed(document.id))
    object.add("rule", reason.rule)
    if let value = reason.value { object.add("value", value) }
    if let threshold = reason.threshold { object.add("threshold", threshold) }
    if let twin = reason.earlierTwin {
      object.add("twin", twin.identity)
      if let id = twin.id { object.add("twinId", id) }
    } else if let twin = reason.twin {
      object.add("twin", printed(twin))
    }
    if let detail = reason.detail { object.add("detail", detail) }
    object.add("text", document.text.span)
    var line = object.finished()
    line.append(0x0A)
    try output.write(line)
  }

  public func finish() throws { try output.finish() }

  private func printed(_ id: DocumentID) -> String {
    guard inputs.indices.contains(id.input) else { return "\(id.input):\(id.record + 1)" }
    return inputs[id.input].printedIdentity(record: id.record)
  }
}
