internal import Glibc

/// One byte for every scalar and for every byte of ill-formed text, flat, filled from boundaries.
///
/// 0x110100 bytes of address space; only the pages of scalars that have a value are really in
/// memory. Copy `bytes` to a local before a loop.
///
/// Unchecked: the table is never written after `init`.
final class ScalarBytes: @unchecked Sendable {
  static let combiningClass = ScalarBytes(combiningClassBoundaries, valueBits: 8)
  static let textProperties = ScalarBytes(textPropertyBoundaries, valueBits: 4)
  static let graphemeBreaks = ScalarBytes(graphemeBreakBoundaries, valueBits: 8)
  /// Scalars, then `ScalarText.illFormed` values.
  static let count = 0x110100

  /// Indexed by what `ScalarText.decode` gives; lives as long as the table.
  let bytes: UnsafeMutablePointer<UInt8>

  init() {
    guard let memory = calloc(Self.count, 1) else {
      preconditionFailure("out of memory for a table of scalars")
    }
    bytes = memory.assumingMemoryBound(to: UInt8.self)
  }

  /// Fills the table from `scalar << valueBits | value`, ascending, one where the value changes.
  convenience init(_ boundaries: [UInt32], valueBits: UInt32) {
    self.init()
    for (index, boundary) in boundaries.enumerated() where index + 1 < boundaries.count {
      let start = Int(boundary >> valueBits)
      let value = UInt8(boundary & (1 << valueBits - 1))
      let next = Int(boundaries[index + 1] >> valueBits)
      if value != 0 { (bytes + start).update(repeating: value, count: next - start) }
    }
  }

  deinit { free(bytes) }
}

/// A number for some scalars, none for the others, in pages of 256.
///
/// Unchecked: the memory is never written after `init`.
final class ScalarMap: @unchecked Sendable {
  /// First value of the page of each 256 scalars; pages without values share the first.
  private let pages: UnsafeMutablePointer<Int32>
  private let values: UnsafeMutablePointer<UInt32>

  init(_ entries: [(scalar: UInt32, value: UInt32)]) {
    var starts = [Int32](repeating: 0, count: ScalarBytes.count >> 8)
    var all = [UInt32](repeating: 0, count: 256)
    for entry in entries {
      let page = Int(entry.scalar >> 8)
      if starts[page] == 0 {
        starts[page] = Int32(all.count)
        all.append(contentsOf: repeatElement(0, count: 256))
      }
      all[Int(starts[page]) + Int(entry.scalar & 0xFF)] = entry.value
    }
    pages = .allocate(capacity: starts.count)
    pages.initialize(from: starts, count: starts.count)
    values = .allocate(capacity: all.count)
    values.initialize(from: all, count: all.count)
  }

  deinit {
    pages.deallocate()
    values.deallocate()
  }

  /// The value of a scalar, 0 where it has none.
  @inline(__always)
  subscript(scalar: UInt32) -> UInt32 {
    values[Int(pages[Int(scalar &>> 8)]) &+ Int(scalar & 0xFF)]
  }
}
