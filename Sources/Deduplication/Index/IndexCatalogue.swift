import FoundationEssentials
import Glibc
import Pipelines
import Text

/// What an index holds, as `index.json` in its folder says: settings and generations.
///
/// The file carries a format name, a version and a checksum of the rest; it is replaced as a whole when a
/// generation has been added.
package struct IndexCatalogue: Codable, Equatable, Sendable {
  /// What one run added.
  package struct Generation: Codable, Equatable, Sendable {
    /// From 1, without gaps; names the folder.
    package var number: Int
    package var run: IndexedRun
    /// Documents in it: survivors that have shingles.
    package var documents: Int
    /// Its shards, and the number in the index of the first one.
    package var shards: Int
    package var firstShard: Int
    /// Bytes of its files.
    package var bytes: Int
    /// Hash of its manifest.
    package var manifest: String

    /// The folder's name in the index.
    var folder: String {
      let digits = String(number)
      return "generation-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }

  package var settings: KeySettings
  package var generations: [Generation] = []

  /// The number of shards of all generations.
  var shards: Int { generations.last.map { $0.firstShard + $0.shards } ?? 0 }
}

/// The layout of `index.json`.
private struct CatalogueFile: Codable {
  static let name = "sluice-minhash-index"
  /// Raised when the layout of any of the index's files changes, sidecars and tables included.
  static let version = 1

  var format = Self.name
  var version = Self.version
  /// Of `index` as compact JSON with sorted keys.
  var checksum: String
  var index: IndexCatalogue
}

/// What every version of the file says first.
private struct CatalogueHead: Decodable {
  var format: String
  var version: Int
}

extension IndexCatalogue {
  /// Reads and checks a catalogue; nil where there is no such file.
  /// - Throws: `IndexError` when it is damaged, or of another format or version.
  package static func read(_ path: String) throws -> IndexCatalogue? {
    guard access(path, F_OK) == 0 else { return nil }
    let data = Data(try readFile(path))
    let file: CatalogueFile
    do {
      let head = try JSONDecoder().decode(CatalogueHead.self, from: data)
      guard head.format == CatalogueFile.name, head.version == CatalogueFile.version else {
        throw IndexError(
          .notAnIndex, path, found: "format '\(head.format)', version \(head.version)",
          expected: "'\(CatalogueFile.name)', version \(CatalogueFile.version)",
          advice: "use the version of the program that made it, or build it again in a new folder")
      }
      file = try JSONDecoder().decode(CatalogueFile.self, from: data)
    } catch let error as DecodingError {
      throw IndexError.damaged(
        path, found: "\(data.count) bytes that are no catalogue (\(error))",
        expected: "the catalogue of an index")
    }
    let checksum = try file.index.checksum
    guard file.checksum == checksum else {
      throw IndexError.damaged(
        path, found: "checksum \(file.checksum)", expected: "\(checksum) for its content")
    }
    try validate(file.index.generations, path)
    return file.index
  }

  /// Replaces the file.
  package func write(_ path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    let file = CatalogueFile(checksum: try checksum, index: self)
    try writeFileAtomically(Array(try encoder.encode(file)) + [0x0A], to: path)
  }

  private var checksum: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return StableHash.hash128(Array(try encoder.encode(self)).span).description
    }
  }

  /// Checks what sums and numbers rest on.
  /// - Throws: `IndexError` naming the file at `path`.
  static func validate(_ generations: [Generation], _ path: String) throws {
    var shards = 0
    var documents = 0
    for (position, generation) in generations.enumerated() {
      guard generation.number == position + 1, generation.firstShard == shards,
        (0..<DocumentID.maximumIndexedShards - shards).contains(generation.shards),
        (0..<1 << 60 - documents).contains(generation.documents), generation.bytes >= 0
      else {
        throw IndexError.damaged(
          path,
          found: "generation \(generation.number) of \(generation.documents) documents in "
            + "\(generation.shards) shards from \(generation.firstShard)",
          expected: "generation \(position + 1) with shards from \(shards)")
      }
      shards += generation.shards
      documents += generation.documents
    }
  }

  /// Checks that a run's settings make the same keys and sketches.
  func check(_ wanted: KeySettings, at path: String) throws {
    guard let difference = try settings.firstDifference(from: wanted) else { return }
    throw IndexError(
      .otherSettings, path,
      found: "an index (settings \(try settings.fingerprint)) made with '\(difference.name)' being "
        + difference.here,
      expected: "\(difference.there), as in this run (settings \(try wanted.fingerprint))",
      advice: "use the settings of the index, or another folder")
  }
}
