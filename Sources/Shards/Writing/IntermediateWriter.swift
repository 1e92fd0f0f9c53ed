import Compression
public import Pipelines

/// Keeps documents for a later pass, exactly; the format is in `IntermediateFormat`.
public final class IntermediateWriter: DocumentSink {
  private let output: ZstdWriter
  private var body: [UInt8] = []
  private var prefix: [UInt8] = []
  private var documentCount: UInt64 = 0

  /// Creates the file; it is zstd whatever its ending says.
  public init(_ path: String) throws {
    output = try ZstdWriter(FileWriter(creating: path))
    try output.write(IntermediateFormat.magic)
  }

  public func append(_ document: Document) throws {
    body.removeAll(keepingCapacity: true)
    prefix.removeAll(keepingCapacity: true)
    IntermediateFormat.encode(document, into: &body)
    prefix.appendLEB128(UInt64(body.count))
    try output.write(prefix)
    try output.write(body)
    documentCount += 1
  }

  public func finish() throws {
    var trailer: [UInt8] = [0]
    trailer.appendInteger(documentCount)
    try output.write(trailer)
    try output.finish()
  }
}
