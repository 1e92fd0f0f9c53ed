import Glibc

/// Collects records in any order and writes them as one sorted sidecar file.
///
/// Memory stays within `bufferBytes`: beyond that, sorted runs are spilled beside the file and merged at
/// the end. The file's bytes depend on the records alone, not on the buffer or the order of arrival.
public final class SidecarWriter {
  private let path: String
  // Accesses last no longer than a statement: checking them at run time would cost more than they do.
  @exclusivity(unchecked) private var entries: SidecarEntries
  private var runs: [String] = []
  /// Records appended so far.
  @exclusivity(unchecked) public private(set) var count = 0

  /// - Parameters:
  ///   - path: where the finished file is written.
  ///   - bufferBytes: memory for records before a run is spilled, 64 KiB to 4 GiB.
  public init(creating path: String, bufferBytes: Int = 64 << 20) {
    self.path = path
    entries = SidecarEntries(byteCount: max(bufferBytes, 1 << 16))
  }

  /// Adds a record without payload.
  public func append(key: UInt64, document: UInt64) throws {
    try append(key: key, document: document, payload: Span<UInt8>())
  }

  /// Adds a record.
  public func append(key: UInt64, document: UInt64, payload: Span<UInt8>) throws {
    entries.append(key: key, document: document, payload: payload)
    count += 1
    if entries.isFull { try spill() }
  }

  /// Sorts, merges what was spilled, and writes the file.
  package func finish() throws {
    if runs.isEmpty {
      try writeSorted(to: path)
      return
    }
    try spill()
    let merge = try SidecarMerge(paths: runs, range: .all)
    let file = try SidecarFileWriter(creating: path)
    while try merge.advance() {
      try merge.payload.withUnsafeBufferPointer {
        try file.append(key: merge.key, document: merge.document, payload: $0)
      }
    }
    try file.finish()
    for run in runs { unlink(run) }
    runs = []
  }

  private func spill() throws {
    let run = "\(path).run\(runs.count)"
    try writeSorted(to: run)
    runs.append(run)
    entries.removeAll()
  }

  private func writeSorted(to path: String) throws {
    let file = try SidecarFileWriter(creating: path)
    try entries.forEachSorted { try file.append(key: $0, document: $1, payload: $2) }
    try file.finish()
  }
}
