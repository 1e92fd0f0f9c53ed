public import Pipelines

/// Reads what an `IntermediateWriter` wrote.
public final class IntermediateReader: DocumentSource {
  private static let batchBytes = 1 << 20
  private let file: FramedFileReader

  public convenience init(_ path: String) throws {
    self.init(try FramedFileReader(path, marks: [IntermediateFormat.mark]))
  }

  init(_ file: FramedFileReader) { self.file = file }

  public var consumedBytes: Int { file.consumedBytes }
  public var problemTally: Tally { Tally() }

  public func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var byteCount = 0
    while byteCount < Self.batchBytes {
      let document = try file.next { body in
        byteCount += body.count
        return IntermediateFormat.decode(body)
      }
      guard let document else { break }
      batch.append(document)
    }
    return !batch.isEmpty
  }
}
