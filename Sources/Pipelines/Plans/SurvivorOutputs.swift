/// Where the last pass sends the surviving documents of a shard.
public struct SurvivorOutputs: Sendable {
  /// Whether they are written below `documents/`.
  public var keepsDocuments = true
  /// Makes a further sink, such as one that encodes them; nil for none.
  public var makeSink: (@Sendable (InputShard, TaskContext) throws -> any DocumentSink)?

  /// Top-level fields of the record that `makeSink`'s sinks read.
  public var sinkFields: [String] = []

  public init() {}
}
