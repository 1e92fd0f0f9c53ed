import Compression
public import Pipelines

/// Reads what an `IntermediateWriter` wrote.
///
/// Damage ends the reading: these files are our own, and a later pass must see all documents or
/// none.
public final class IntermediateReader: DocumentSource {
  private static let batchBytes = 1 << 20
  private static let chunkBytes = 1 << 18
  private let path: String
  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var documentCount: UInt64 = 0
  private var isAtEnd = false

  public init(_ path: String) throws {
    self.path = path
    source = try ByteSources.open(path)
    guard try fill(IntermediateFormat.magic.count),
      buffer.starts(with: IntermediateFormat.magic)
    else { throw problem("found other first bytes, expected the mark of an intermediate file") }
    position = IntermediateFormat.magic.count
  }

  public var consumedBytes: Int { source.consumedBytes }
  public var problemTally: Tally { Tally() }

  public func nextBatch(into batch: inout [Document]) throws -> Bool {
    batch.removeAll(keepingCapacity: true)
    var byteCount = 0
    while !isAtEnd, byteCount < Self.batchBytes {
      let length = try nextLength()
      guard length > 0 else {
        try checkTrailer()
        break
      }
      guard try fill(length) else { throw truncated() }
      let document = buffer.withUnsafeBytes {
        IntermediateFormat.decode(
          UnsafeRawBufferPointer(rebasing: $0[position..<position + length]))
      }
      guard let document else { throw problem("found a malformed document") }
      batch.append(document)
      position += length
      byteCount += length
      documentCount += 1
    }
    return !batch.isEmpty
  }

  private func nextLength() throws -> Int {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 56, by: 7) {
      guard try fill(1) else { throw truncated() }
      let byte = buffer[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return Int(value) }
    }
    throw problem("found a malformed length")
  }

  private func checkTrailer() throws {
    isAtEnd = true
    guard try fill(8), let count = buffer.integer(at: position, as: UInt64.self) else {
      throw truncated()
    }
    position += 8
    guard count == documentCount else {
      throw problem("found \(documentCount) documents, expected \(count)")
    }
    guard try !fill(1) else { throw problem("found bytes behind the last document") }
  }

  /// Makes `count` bytes available at the position; false when the file ends before.
  private func fill(_ count: Int) throws -> Bool {
    while buffer.count - position < count {
      if position > 0 {
        buffer.removeFirst(position)
        position = 0
      }
      let before = buffer.count
      buffer.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
      let read: Int
      do {
        read = try buffer.withUnsafeMutableBytes {
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[before...]))
        }
      } catch let damage as StreamDamage {
        throw problem("found \(damage.found), expected \(damage.expected)")
      }
      buffer.removeLast(Self.chunkBytes - read)
      if read == 0 { return false }
    }
    return true
  }

  private func truncated() -> FileError {
    problem("found the end of the file, expected \(documentCount > 0 ? "more" : "") documents")
  }

  private func problem(_ reason: String) -> FileError {
    FileError(path: path, operation: "read", reason: reason + "; run the pass before it again")
  }
}
