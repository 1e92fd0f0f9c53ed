/// Byte strings one behind the other in one piece of memory, by index.
struct ByteStrings: Sendable {
  private var bytes: [UInt8] = []
  private var starts = [0]

  /// No strings.
  init() {}

  init(_ strings: [[UInt8]]) {
    reserveCapacity(strings.count, bytes: strings.reduce(0) { $0 + $1.count })
    for string in strings { append { $0.append(contentsOf: string) } }
  }

  /// Makes room for more strings of so many bytes in all.
  mutating func reserveCapacity(_ count: Int, bytes byteCount: Int) {
    bytes.reserveCapacity(bytes.count + byteCount)
    starts.reserveCapacity(starts.count + count)
  }

  /// Number of strings.
  var count: Int { starts.count - 1 }

  /// Makes one more string of what `body` appends.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    starts.append(bytes.count)
  }

  /// Calls `body` with the bytes of a string.
  @inline(__always)
  func withBytes<Result>(
    at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let range = starts[index]..<starts[index + 1]
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}
