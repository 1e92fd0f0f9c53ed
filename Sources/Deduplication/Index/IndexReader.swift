import Pipelines
import Synchronization
import Text

/// The generations of an index that a run compares its documents with; safe to use from several threads.
///
/// Memory: the lists of shards; band keys and sketches are mapped while they are read.
package final class IndexReader: Sendable {
  /// Tables that are open at a time, at most: each takes a mapping of the process.
  private static let maximumOpenTables = 4096

  private let folder: String
  private let generations: [(generation: IndexCatalogue.Generation, manifest: GenerationManifest)]
  /// Tables by number of the shard in the index.
  private let tables = Mutex<[Int: DocumentTables]>([:])

  /// Reads and checks the manifests.
  /// - Throws: `IndexError`.
  package init(folder: String, generations: [IndexCatalogue.Generation]) throws {
    self.folder = folder
    self.generations = try generations.map { ($0, try GenerationManifest.read($0, in: folder)) }
  }

  /// Documents of all generations.
  var documentCount: Int { generations.reduce(0) { $0 + $1.generation.documents } }

  /// Checks that every file is there with its size; blocks are checked when they are read.
  /// - Throws: `IndexError` for the first one that is not.
  func checkSizes() throws {
    for (generation, manifest) in generations {
      for (name, file) in manifest.files {
        let path = "\(folder)/\(generation.folder)/\(name)"
        let bytes = sizeOfFile(path)
        guard bytes == file.bytes else {
          throw IndexError.damaged(
            path, found: bytes.map { "\($0) bytes" } ?? "no file", expected: "\(file.bytes) bytes")
        }
      }
    }
  }

  /// The band keys in a range, of all generations.
  /// - Throws: `IndexError`.
  func bandRecords(in range: KeyRange) throws -> IndexedRecords {
    var paths: [String] = []
    for (generation, manifest) in generations {
      for index in manifest.bands.indices {
        let part = KeyRange.partition(index, of: manifest.bands.count)
        guard part.lower <= range.upper, part.upper >= range.lower else { continue }
        paths.append("\(folder)/\(generation.folder)/\(GenerationManifest.bands(index))")
      }
    }
    return try IndexedRecords(paths: paths, range: range)
  }

  /// Calls `body` with the `SketchEntry` of a document; nil where the index has none.
  /// - Throws: `IndexError`, and what `body` throws.
  func withEntry<Result>(
    of document: DocumentID, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result? {
    guard let table = try table(of: document.indexedShard) else { return nil }
    let result = try rethrowingDamage {
      // What `body` throws is not about the index.
      try table.withBytes(of: DocumentID(input: 0, record: document.record)) { bytes in
        Swift.Result { try body(bytes) }
      }
    }
    return try result?.get()
  }

  /// What a document is called.
  /// - Throws: `IndexError` when the index does not hold it.
  func name(of document: DocumentID) throws -> EarlierDocument {
    let identity = printedIdentity(of: document)
    let id = try withEntry(of: document) { bytes in
      SketchEntry.parts(of: bytes).map { String(decoding: $0.id, as: UTF8.self) }
    }
    guard let id, let found = id else {
      throw IndexError.damaged(
        folder, found: "band keys of \(identity) without its sketch", expected: "both or neither")
    }
    return EarlierDocument(identity: identity, id: found.isEmpty ? nil : found)
  }

  /// `source/shard:record` as the run that added it printed it.
  func printedIdentity(of document: DocumentID) -> String {
    guard let (generation, shard) = place(of: document.indexedShard) else {
      return "shard \(document.indexedShard) of the index, record \(document.record + 1)"
    }
    let entry = generations[generation].manifest.shards[shard]
    return "\(entry.source)/\(entry.name):\(document.record + 1)"
  }

  private func table(of number: Int) throws -> DocumentTables? {
    guard let (generation, shard) = place(of: number) else { return nil }
    return try tables.withLock { open in
      if let table = open[number] { return table }
      let name = GenerationManifest.table(shard)
      let path = "\(folder)/\(generations[generation].generation.folder)/\(name)"
      let table = try rethrowingDamage { try DocumentTables(paths: [path]) }
      if open.count >= Self.maximumOpenTables { open.removeAll() }
      open[number] = table
      return table
    }
  }

  /// The generation of a shard, by position, and its place in there.
  private func place(of number: Int) -> (generation: Int, shard: Int)? {
    var low = 0
    var high = generations.count
    while low < high {
      let middle = (low + high) / 2
      if generations[middle].generation.firstShard <= number {
        low = middle + 1
      } else {
        high = middle
      }
    }
    // Generations without shards begin where the next one does; the last of those holds the shard.
    guard low > 0, case let generation = generations[low - 1].generation,
      case let shard = number - generation.firstShard, shard >= 0, shard < generation.shards
    else { return nil }
    return (low - 1, shard)
  }
}

/// Band keys of an index in order.
struct IndexedRecords {
  private let merge: SidecarMerge
  private var isOpen: Bool

  init(paths: [String], range: KeyRange) throws {
    let merge = try rethrowingDamage { try SidecarMerge(paths: paths, range: range) }
    isOpen = try rethrowingDamage { try merge.advance() }
    self.merge = merge
  }

  /// Calls `body` with the documents that have a key; keys must ascend from call to call.
  mutating func forEachDocument(withKey key: UInt64, _ body: (DocumentID) throws -> Void) throws {
    while isOpen, merge.key <= key {
      if merge.key == key { try body(DocumentID(rawValue: merge.document)) }
      isOpen = try rethrowingDamage { try merge.advance() }
    }
  }
}

/// Says of damage that it is in the index, where no task can make it again.
private func rethrowingDamage<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as SidecarError {
    throw IndexError.damaged(error.path, found: error.found, expected: error.expected)
  }
}
