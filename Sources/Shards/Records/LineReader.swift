package import Compression
import Glibc

/// Cuts decompressed bytes into lines in bounded memory.
///
/// A line longer than the buffer, and not longer than the limit, is collected in memory of its own,
/// which its reader may keep: no long line is held twice. One above the limit is handed out in
/// pieces. All pointers are valid until the next call.
package final class LineReader {
  /// The most bytes of the buffer, and those handed over at once from a line that is too long.
  package static let pieceBytes = 1 << 20
  /// Enough for most lines, and little for one of thousands of small shards.
  private static let initialBytes = 1 << 16

  package enum Event {
    /// A line without its line feed, and its offset.
    case line(UnsafeBufferPointer<UInt8>, byteOffset: Int)
    /// A line without its line feed that is all in `collected`, and its offset.
    case longLine(byteOffset: Int)
    /// Part of a line above the limit, behind what is in `collected`; `isLast` comes with its last
    /// part, which may be empty.
    case piece(UnsafeRawBufferPointer, byteOffset: Int, lineBytes: Int, isLast: Bool)
    /// Damage of the stream, and what was read of the line it cuts behind what is in `collected`. More
    /// events may follow.
    case damage(StreamDamage, partial: UnsafeRawBufferPointer, byteOffset: Int)
    case end
  }

  private let source: any ByteSource
  private let maximumBytes: Int
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var scanned = 0
  private var end = 0
  private var isAtEnd = false
  private var damage: StreamDamage?
  /// Offset of the first byte of the current line, after decompression.
  private var lineOffset = 0
  /// Bytes of the current line already handed out as pieces; nil while the line is short enough.
  private var handedOut: Int?
  private var long: RecordBytes
  private var isLongHandedOut = false

  package init(_ source: any ByteSource, maximumBytes: Int) {
    self.source = source
    self.maximumBytes = maximumBytes
    long = RecordBytes(maximumBytes: maximumBytes)
    buffer = UnsafeMutableRawBufferPointer(
      start: malloc(Self.initialBytes), count: Self.initialBytes)
  }

  deinit { free(buffer.baseAddress) }

  /// The first bytes of the line of the last event, where it is longer than the buffer.
  package var collected: [UInt8] { long.bytes }

  /// Hands over `collected`.
  package func takeCollected() -> [UInt8] { long.take() }

  package func next() throws -> Event {
    if isLongHandedOut {
      isLongHandedOut = false
      long = RecordBytes(maximumBytes: maximumBytes)
    }
    while true {
      if let lineFeed = findLineFeed() { return finishLine(at: lineFeed, lineFeedBytes: 1) }
      scanned = end
      if let damage {
        self.damage = nil
        if handedOut != nil { return afterDamage(damage) }
        let partial = bytes(start..<end)
        let offset = lineOffset
        advance(to: end, lineBytes: long.count + partial.count)
        isLongHandedOut = !long.isEmpty
        return .damage(damage, partial: partial, byteOffset: offset)
      }
      if isAtEnd {
        if start == end, long.isEmpty, handedOut == nil { return .end }
        return finishLine(at: end, lineFeedBytes: 0)
      }
      if handedOut != nil || long.count + end - start > maximumBytes {
        if start < end { return piece() }
      }
      try fill()
    }
  }

  /// A long line cut by damage ends first; the damage is told by the next call.
  private func afterDamage(_ damage: StreamDamage) -> Event {
    self.damage = damage
    return finishLine(at: end, lineFeedBytes: 0)
  }

  private func findLineFeed() -> Int? {
    guard let base = buffer.baseAddress, scanned < end,
      let found = memchr(base + scanned, 0x0A, end - scanned)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private func finishLine(at lineEnd: Int, lineFeedBytes: Int) -> Event {
    let offset = lineOffset
    let length = long.count + lineEnd - start
    let rest = bytes(start..<lineEnd)
    isLongHandedOut = !long.isEmpty
    if let before = handedOut {
      handedOut = nil
      advance(to: lineEnd + lineFeedBytes, lineBytes: before + length + lineFeedBytes)
      return .piece(rest, byteOffset: offset, lineBytes: before + length, isLast: true)
    }
    advance(to: lineEnd + lineFeedBytes, lineBytes: length + lineFeedBytes)
    if length > maximumBytes {
      return .piece(rest, byteOffset: offset, lineBytes: length, isLast: true)
    }
    guard long.isEmpty else {
      long.append(rest)
      return .longLine(byteOffset: offset)
    }
    return .line(rest.assumingMemoryBound(to: UInt8.self), byteOffset: offset)
  }

  private func piece() -> Event {
    let part = bytes(start..<end)
    let before = handedOut ?? 0
    handedOut = before + long.count + part.count
    start = end
    isLongHandedOut = !long.isEmpty
    return .piece(part, byteOffset: lineOffset, lineBytes: handedOut ?? 0, isLast: false)
  }

  private func advance(to position: Int, lineBytes: Int) {
    start = position
    scanned = position
    lineOffset += lineBytes
  }

  private func fill() throws {
    if start == end {
      (start, scanned, end) = (0, 0, 0)
    } else if end == buffer.count {
      if start > 0 {
        buffer.copyMemory(from: bytes(start..<end))
        (start, scanned, end) = (0, scanned - start, end - start)
      } else if buffer.count < Self.pieceBytes {
        try resize(to: 2 * buffer.count)
      } else {
        long.append(bytes(start..<end))
        (start, scanned, end) = (0, 0, 0)
      }
    }
    do {
      let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
      end += count
      isAtEnd = count == 0
    } catch let damage as StreamDamage {
      self.damage = damage
    }
  }

  private func resize(to byteCount: Int) throws {
    guard let memory = realloc(buffer.baseAddress, byteCount) else {
      throw CodecFailure(description: "no memory for lines of \(byteCount) bytes")
    }
    buffer = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
  }

  private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer[range])
  }
}
