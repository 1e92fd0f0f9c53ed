import Pipelines
import Synchronization

/// Opens the index of a stage when a task first needs it, once per process.
final class IndexAccess: Sendable {
  private let folder: String
  private let opened = Mutex<(dataFolder: String, reader: IndexReader)?>(nil)

  init(folder: String) { self.folder = folder }

  /// The generations that the run of a task reads.
  /// - Throws: `IndexError`.
  func reader(for context: ResolveContext) throws -> IndexReader {
    guard let dataFolder = context.dataFolder else {
      preconditionFailure("an index is read by the tasks of a run")
    }
    return try opened.withLock { opened in
      if let opened, opened.dataFolder == dataFolder { return opened.reader }
      let snapshot = try IndexSnapshot.read(fromDataFolder: dataFolder)
      let reader = try IndexReader(folder: folder, generations: snapshot.generations)
      opened = (dataFolder, reader)
      return reader
    }
  }
}
