/// The words of one text: where they stand and 64-bit hashes of their normalised bytes.
///
/// Fill it again and again: storage is kept, nothing is allocated per word.
public struct WordList: Sendable {
  /// Byte offset of each word's first byte.
  public private(set) var starts: ContiguousArray<Int32> = []
  /// Byte offset behind each word's last byte; what normalisation deletes is inside the range.
  public private(set) var ends: ContiguousArray<Int32> = []
  /// `WordHash` of each word's normalised bytes.
  public private(set) var hashes: ContiguousArray<UInt64> = []
  /// Normalised bytes of a word that cannot be hashed where it stands.
  private var folded: ContiguousArray<UInt8> = []

  public init() {}

  /// The number of words.
  public var count: Int { hashes.count }

  /// Replaces the list by the words of a text.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8; words after the first 2^31 - 1 bytes are not seen, far above any record limit.
  ///   - definition: what counts as a word.
  public mutating func fill(from text: Span<UInt8>, definition: WordDefinition) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    text.withUnsafeBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else { return }
      withUnsafeTemporaryAllocation(
        byteCount: WordCollector.pendingBytes, alignment: MemoryLayout<UInt64>.alignment
      ) { scratch in
        var collector = WordCollector(
          bytes, limit: min(buffer.count, Int(Int32.max)), scratch: scratch)
        exchange(with: &collector)
        collector.collect(definition)
        exchange(with: &collector)
      }
    }
  }

  /// Lends the storage to a collector, or takes it back.
  private mutating func exchange(with collector: inout WordCollector) {
    swap(&starts, &collector.starts)
    swap(&ends, &collector.ends)
    swap(&hashes, &collector.hashes)
    swap(&folded, &collector.folded)
  }
}
