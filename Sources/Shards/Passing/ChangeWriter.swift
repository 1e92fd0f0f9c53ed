import Pipelines

/// Keeps what stages made of the documents of an input, for a pass that reads that input again.
final class ChangeWriter: DocumentSink {
  private let file: FramedFileWriter
  private var body: [UInt8] = []

  init(_ path: String) throws {
    file = try FramedFileWriter(path, mark: DocumentChange.mark)
  }

  func append(_ document: Document) throws {
    body.removeAll(keepingCapacity: true)
    DocumentChange.encode(document, into: &body)
    try file.append(body)
  }

  func finish() throws { try file.finish() }
}
