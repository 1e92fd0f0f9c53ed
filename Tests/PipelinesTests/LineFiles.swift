import Pipelines
import TestSupport

/// A document access for tests: inputs and outputs are plain lines, one document each.
struct LineFiles: DocumentAccess {
  /// Called with every document that is read; may throw to imitate trouble.
  var onRead: @Sendable (DocumentID) throws -> Void = { _ in }

  private struct Source: DocumentSource {
    var documents: [Document]
    var next = 0
    let onRead: @Sendable (DocumentID) throws -> Void
    var consumedBytes: Int { next }
    var problemTally: Tally { Tally() }

    mutating func nextBatch(into batch: inout [Document]) throws -> Bool {
      batch = []
      while next < documents.count, batch.count < 3 {
        try onRead(documents[next].id)
        batch.append(documents[next])
        next += 1
      }
      return !batch.isEmpty
    }
  }

  private struct Sink: DocumentSink {
    let file: FileWriter
    var keepsTexts = true
    mutating func append(_ document: Document) throws {
      let text = keepsTexts ? "\t" + String(decoding: document.text, as: UTF8.self) : ""
      try file.write("\(document.id.rawValue)\(text)\n")
    }
    mutating func finish() throws { try file.close() }
  }

  private struct Dropped: DroppedSink {
    let file: FileWriter
    mutating func append(_ document: Document, reason: DropReason) throws {
      try file.write("\(document.id.rawValue)\t\(reason.rule)\n")
    }
    mutating func finish() throws { try file.close() }
  }

  func openInput(
    _ shard: InputShard, keeping parts: RecordParts, quarantine: QuarantineFiles
  ) throws -> any DocumentSource {
    let lines = try readFile(shard.path).split(separator: 0x0A)
    return Source(
      documents: lines.enumerated().map {
        Document(id: DocumentID(input: shard.ordinal, record: $0), text: Array($1))
      }, onRead: onRead)
  }

  func openIntermediate(_ path: String, of shard: InputShard) throws -> any DocumentSource {
    let lines = try readFile(path).split(separator: 0x0A)
    let inputs = try readFile(shard.path).split(separator: 0x0A)
    return Source(
      documents: lines.compactMap { line in
        let parts = line.split(separator: 0x09, maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = UInt64(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        let id = DocumentID(rawValue: number)
        return Document(id: id, text: Array(parts.count == 2 ? parts[1] : inputs[id.record]))
      }, onRead: onRead)
  }

  func createIntermediate(_ path: String, keepsRecords: Bool) throws -> any DocumentSink {
    Sink(file: try FileWriter(creating: path), keepsTexts: keepsRecords)
  }

  func createDocuments(_ path: String, shard: InputShard) throws -> any DocumentSink {
    Sink(file: try FileWriter(creating: path))
  }

  func createDropped(_ path: String, inputs: [InputShard]) throws -> any DroppedSink {
    Dropped(file: try FileWriter(creating: path))
  }
}

/// Side inputs of a pipeline that has none.
struct NoSideInputs: SideInputs {
  func forEachDocument(in patterns: [String], _ body: (Document, String) throws -> Void) throws {}
}
