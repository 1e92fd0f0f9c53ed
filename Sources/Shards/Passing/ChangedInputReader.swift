import Pipelines

/// Reads an input again and hands out the documents that a pass before left of it, as that pass left
/// them.
///
/// Records that were dropped or could not be used are passed over unread. A record that is not the one
/// the pass before saw ends the reading.
final class ChangedInputReader: DocumentSource {
  private let changes: Changes
  private var input: any DocumentSource
  private let shard: InputShard

  /// - Parameters:
  ///   - file: the changes.
  ///   - shard: the input, for messages.
  ///   - open: opens the input for the records that are selected.
  /// - Throws: for damaged changes, and what `open` throws.
  init(
    _ file: FramedFileReader, shard: InputShard,
    open: (any RecordSelection) throws -> any DocumentSource
  ) throws {
    self.shard = shard
    changes = try Changes(file)
    input = try open(changes)
  }

  var consumedBytes: Int { input.consumedBytes }
  var problemTally: Tally { Tally() }

  func nextBatch(into batch: inout [Document]) throws -> Bool {
    guard try input.nextBatch(into: &batch) else {
      guard changes.upcoming == nil, changes.selected.isEmpty else { throw otherInput() }
      return false
    }
    guard changes.selected.count == batch.count else { throw otherInput() }
    for index in batch.indices {
      guard let document = changes.selected[index].applied(to: batch[index]) else {
        throw otherInput()
      }
      batch[index] = document
    }
    changes.selected.removeAll(keepingCapacity: true)
    return true
  }

  private func otherInput() -> FileError {
    FileError(
      path: shard.path, operation: "read again",
      reason:
        "found other records than the pass before, expected an unchanged file; restore it, or "
        + "make a new run")
  }
}

/// The changes in order, taken one by one as their records come up.
private final class Changes: RecordSelection {
  private let file: FramedFileReader
  private(set) var upcoming: DocumentChange?
  /// Changes of the records that were selected since the last batch.
  var selected: [DocumentChange] = []

  init(_ file: FramedFileReader) throws {
    self.file = file
    upcoming = try file.next(DocumentChange.init)
  }

  func selects(record: Int) throws -> Bool {
    guard let change = upcoming, change.id.record == record else { return false }
    selected.append(change)
    upcoming = try file.next(DocumentChange.init)
    return true
  }
}
