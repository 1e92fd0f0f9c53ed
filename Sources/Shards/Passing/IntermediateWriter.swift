public import Pipelines

/// Keeps documents for a later pass, exactly; the format is in `IntermediateFormat`.
public final class IntermediateWriter: DocumentSink {
  private let file: FramedFileWriter
  private var body: [UInt8] = []

  /// Creates the file; it is zstd whatever its ending says.
  public init(_ path: String) throws {
    file = try FramedFileWriter(path, mark: IntermediateFormat.mark)
  }

  public func append(_ document: Document) throws {
    body.removeAll(keepingCapacity: true)
    IntermediateFormat.encode(document, into: &body)
    try file.append(body)
  }

  public func finish() throws { try file.finish() }
}
