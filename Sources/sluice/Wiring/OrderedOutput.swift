import Glibc
import Synchronization

/// What became of the lines of one batch.
struct EncodedLines: Sendable {
  enum Problem {
    /// The line behind the output cannot be used.
    case line(any Error)
    /// Nothing more can be read.
    case input(any Error)
  }

  let output: ByteBuffer
  /// Number of lines that the output stands for.
  var lineCount = 0
  var problem: Problem?
}

/// Writes the output of batches to standard output in their order, whichever is ready first.
///
/// Nobody waits for the turn to write: a worker leaves its output and goes on, and whoever leaves the
/// one that is due writes all that can be written. `awaitRoom` keeps workers from running far ahead.
final class OrderedOutput: Sendable {
  private struct State {
    var ready: [Int: EncodedLines] = [:]
    var next = 0
    var isWriting = false
    var lineCount = 0
    var failure: (any Error)?
    /// Memory of outputs that are written.
    var spares: [ByteBuffer] = []
  }

  /// Bytes of the largest buffer that serves again.
  private static let largestSpare = 1 << 22

  private let state = Mutex(State())
  private let room: Semaphore

  /// - Parameter batches: how many may be worked on or wait to be written.
  init(batches: Int) { room = Semaphore(batches) }

  /// The first problem, with the number of its line.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Waits until another batch may be read.
  func awaitRoom() { room.wait() }

  /// Empty memory for the output of a batch.
  func makeBuffer() -> ByteBuffer {
    state.withLock { $0.spares.popLast() } ?? ByteBuffer(capacity: LineBatches.fullBytes)
  }

  /// Leaves the output of a batch, for which `awaitRoom` was called.
  func put(_ lines: EncodedLines, number: Int) {
    let isWriter = state.withLock { state in
      state.ready[number] = lines
      guard !state.isWriting else { return false }
      state.isWriting = true
      return true
    }
    guard isWriter else { return }
    while let (lines, isWanted) = state.withLock({ Self.takeNext(&$0) }) {
      if isWanted { Terminal.write(lines.output.bytes) }
      lines.output.keep(0..<0)
      // What one long line took is given back.
      if lines.output.capacity <= Self.largestSpare {
        state.withLock { $0.spares.append(lines.output) }
      }
      room.signal()
    }
  }

  /// The output that is due, and whether no problem came before it.
  private static func takeNext(_ state: inout State) -> (EncodedLines, isWanted: Bool)? {
    guard let lines = state.ready.removeValue(forKey: state.next) else {
      state.isWriting = false
      return nil
    }
    state.next += 1
    state.lineCount += lines.lineCount
    guard state.failure == nil else { return (lines, false) }
    switch lines.problem {
    case .line(let error):
      state.failure = CommandError(
        "standard input:\(state.lineCount + 1): error: \(error)", status: .badInput)
    case .input(let error): state.failure = error
    case nil: break
    }
    return (lines, true)
  }
}

/// A number of permits that threads take and give back.
private final class Semaphore: @unchecked Sendable {
  private let permits = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init(_ count: Int) { sem_init(permits, 0, UInt32(count)) }

  deinit {
    sem_destroy(permits)
    permits.deallocate()
  }

  func wait() { while sem_wait(permits) != 0 {} }

  func signal() { sem_post(permits) }
}
