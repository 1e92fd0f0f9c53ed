import Glibc
import Pipelines

/// Whole lines from standard input; its memory serves one batch after the other.
///
/// Unchecked: one worker has it, and another takes only the rest behind the lines, in its turn to read.
final class LineBatch: @unchecked Sendable {
  /// Which batch of the input this is, from 0.
  fileprivate(set) var number = 0
  /// Why nothing more could be read behind the lines.
  fileprivate(set) var problem: (any Error)?
  fileprivate let buffer = ByteBuffer(capacity: LineBatches.fullBytes + LineBatches.readBytes)
  /// Where the lines end; behind is the start of the next batch's first line.
  fileprivate var end = 0

  /// Calls `body` with each line, without its line feed.
  func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
    guard let base = buffer.bytes.baseAddress else { return }
    var start = 0
    while start < end {
      let feed = memchr(base + start, 0x0A, end - start)
      let stop = feed.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? end
      try body(UnsafeBufferPointer(start: base + start, count: stop - start))
      start = stop + 1
    }
  }
}

/// Reads standard input in batches of whole lines.
///
/// A batch ends when it is full or when nothing more is waiting, so that a program that writes a line
/// and waits for its answer gets it.
struct LineBatches {
  /// Bytes of a full batch; a single line may be longer.
  static let fullBytes = 1 << 18
  fileprivate static let readBytes = 1 << 16
  /// How often waiting for input looks for a reason to stop.
  private static let pollMilliseconds: Int32 = 100

  private var nextNumber = 0
  /// Holds the start of the next line behind its own.
  private var last: LineBatch?
  private var isAtEnd = false

  /// Fills a batch with the next lines.
  ///
  /// - Parameters:
  ///   - batch: what it held before is gone.
  ///   - isStopped: whether nothing more is wanted.
  /// - Returns: false at the end; a batch with a `problem` is the last.
  mutating func fill(_ batch: LineBatch, unless isStopped: () -> Bool = { false }) -> Bool {
    if let last {
      let rest = last.end..<last.buffer.count
      if last === batch {
        batch.buffer.keep(rest)
      } else {
        batch.buffer.keep(0..<0)
        batch.buffer.append(UnsafeBufferPointer(rebasing: last.buffer.bytes[rest]))
      }
    } else {
      batch.buffer.keep(0..<0)
    }
    last = batch
    batch.number = nextNumber
    batch.problem = nil
    batch.end = 0
    do {
      while !isAtEnd, batch.end == 0 || (batch.buffer.count < Self.fullBytes && isInputWaiting(0)) {
        guard try waitForInput(unless: isStopped) else {
          isAtEnd = true
          return false
        }
        try readMore(into: batch)
      }
      if isAtEnd { batch.end = batch.buffer.count }
    } catch {
      isAtEnd = true
      batch.problem = error
    }
    last = isAtEnd ? nil : batch
    nextNumber += 1
    return batch.end > 0 || batch.problem != nil
  }

  private mutating func readMore(into batch: LineBatch) throws {
    let start = batch.buffer.count
    let target = batch.buffer.reserve(Self.readBytes)
    let count = read(STDIN_FILENO, target, batch.buffer.capacity - start)
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    guard count >= 0 else {
      throw CommandError("standard input: \(String(cString: strerror(errno)))")
    }
    isAtEnd = count == 0
    if let feed = UnsafeBufferPointer(start: target, count: count).lastIndex(of: 0x0A) {
      batch.end = start + feed + 1
    }
    batch.buffer.advance(by: count)
  }

  /// False when nothing more is wanted; an interrupt is an error.
  private func waitForInput(unless isStopped: () -> Bool) throws -> Bool {
    repeat {
      try InputOptions.stopIfInterrupted()
      if isStopped() { return false }
    } while !isInputWaiting(Self.pollMilliseconds)
    return true
  }

  private func isInputWaiting(_ milliseconds: Int32) -> Bool {
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }
}
