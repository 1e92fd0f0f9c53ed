/// Where an encoder puts ids: an array that grows, or a buffer that is handed on whenever it is full.
///
/// Bounded, it holds no more than `handedOnCount` ids beyond those of one append, so that the ids of
/// a long text never are in memory together.
struct TokenOutput {
  /// Ids after which a bounded output hands on what it has: 64 KB.
  static let handedOnCount = 1 << 14

  private(set) var ids: ContiguousArray<UInt32>
  private let emit: ((UnsafeBufferPointer<UInt32>) throws -> Void)?
  /// What `emit` threw; ids are dropped from then on.
  private(set) var failure: (any Error)?

  /// Keeps all ids, after those of `ids`.
  init(appendingTo ids: consuming ContiguousArray<UInt32>) {
    self.ids = ids
    emit = nil
  }

  /// Hands ids to `emit` in order; `buffer` lends its memory.
  init(
    reusing buffer: consuming ContiguousArray<UInt32>,
    emit: @escaping (UnsafeBufferPointer<UInt32>) throws -> Void
  ) {
    buffer.removeAll(keepingCapacity: true)
    ids = buffer
    self.emit = emit
  }

  @inline(__always)
  mutating func append(_ id: UInt32) {
    ids.append(id)
    if emit != nil, ids.count >= Self.handedOnCount { handOn() }
  }

  @inline(__always)
  mutating func append(contentsOf added: UnsafeBufferPointer<UInt32>) {
    ids.append(contentsOf: added)
    if emit != nil, ids.count >= Self.handedOnCount { handOn() }
  }

  /// Appends what `body` appends to the array it is given.
  @inline(__always)
  mutating func append(_ body: (inout ContiguousArray<UInt32>) -> Void) {
    body(&ids)
    if emit != nil, ids.count >= Self.handedOnCount { handOn() }
  }

  /// Hands on the ids that are left.
  mutating func finish() {
    if emit != nil, !ids.isEmpty { handOn() }
  }

  @inline(never)
  private mutating func handOn() {
    if failure == nil {
      do { try ids.withUnsafeBufferPointer { try emit?($0) } } catch { failure = error }
    }
    ids.removeAll(keepingCapacity: true)
  }
}
