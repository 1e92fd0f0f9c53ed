/// Hands out documents in record order.
public protocol DocumentSource {
  /// Fills `batch` with the next documents, about 1 MB of text; false when there are no more.
  mutating func nextBatch(into batch: inout [Document]) throws -> Bool
  /// Bytes of the (compressed) input consumed so far, for progress.
  var consumedBytes: Int { get }
  /// Counters of damage met so far: records skipped by kind of problem.
  var problemTally: Tally { get }
}

/// Takes documents and writes a file that appears whole when `finish` returns.
public protocol DocumentSink {
  mutating func append(_ document: Document) throws
  mutating func finish() throws
}

/// Takes dropped documents with the reason.
public protocol DroppedSink {
  mutating func append(_ document: Document, reason: DropReason) throws
  mutating func finish() throws
}

/// Opens and creates the files of documents; the conformer knows formats and compression.
public protocol DocumentAccess: Sendable {
  /// Opens an input shard; unusable records go to quarantine files made at `quarantinePath` + ending.
  ///
  /// - `keeping`: what the documents carry of their records beside the text.
  func openInput(
    _ shard: InputShard, keeping parts: RecordParts, quarantine: QuarantineFiles
  ) throws -> any DocumentSource
  /// Opens the documents of an input that a pass before left in a file of `createIntermediate`.
  ///
  /// - Throws: also when the input had to be read again and is not what it was.
  func openIntermediate(_ path: String, of shard: InputShard) throws -> any DocumentSource
  /// Creates a file that keeps documents exactly, for a later pass.
  ///
  /// `keepsRecords`: whether the file holds documents whole. Otherwise it holds what changed about
  /// them, and the pass that opens it reads the input again.
  func createIntermediate(_ path: String, keepsRecords: Bool) throws -> any DocumentSink
  /// Creates an output shard of surviving documents.
  func createDocuments(_ path: String, shard: InputShard) throws -> any DocumentSink
  /// Creates a shard of dropped documents.
  func createDropped(_ path: String, inputs: [InputShard]) throws -> any DroppedSink
}

/// Names the two quarantine files of a shard when a first problem makes them necessary.
public struct QuarantineFiles {
  /// Returns the path for the raw bytes, registering it as an output of the task.
  public var raw: () throws -> String
  /// Returns the path for the list of problems, registering it as an output of the task.
  public var list: () throws -> String

  public init(raw: @escaping () throws -> String, list: @escaping () throws -> String) {
    self.raw = raw
    self.list = list
  }
}
