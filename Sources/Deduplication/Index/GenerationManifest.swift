import FoundationEssentials
import Pipelines
import Text

/// The files of one generation, as `manifest.json` in its folder lists them; the catalogue has its hash.
///
///     generation-0001/manifest.json
///     generation-0001/bands/<range>.sidecar   sorted band keys of a range of keys with document numbers
///     generation-0001/tables/<shard>.table    a `SketchEntry` for each document of a shard
package struct GenerationManifest: Codable, Equatable, Sendable {
  /// A file by what it must be.
  package struct File: Codable, Equatable, Sendable {
    package var bytes: Int
    package var hash: String

    package init(bytes: Int, hash: String) {
      self.bytes = bytes
      self.hash = hash
    }
  }

  /// An input of the run: what prints the identities of its documents, and its table.
  package struct Shard: Codable, Equatable, Sendable {
    package var source: String
    package var name: String
    package var documents: Int
    package var table: File

    package init(source: String, name: String, documents: Int, table: File) {
      self.source = source
      self.name = name
      self.documents = documents
      self.table = table
    }
  }

  package var shards: [Shard]
  /// Band keys by equal ranges of keys; their number is a power of two.
  package var bands: [File]

  package init(shards: [Shard], bands: [File]) {
    self.shards = shards
    self.bands = bands
  }

  static let name = "manifest.json"

  static func bands(_ range: Int) -> String { "bands/\(range).sidecar" }
  static func table(_ shard: Int) -> String { "tables/\(shard).table" }

  /// The files' paths in the generation's folder.
  var files: [(path: String, file: File)] {
    bands.enumerated().map { (Self.bands($0), $1) }
      + shards.enumerated().map { (Self.table($0), $1.table) }
  }

  func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  /// Reads the manifest of a generation and checks it against the catalogue.
  /// - Throws: `IndexError` when it is missing or another.
  static func read(
    _ generation: IndexCatalogue.Generation, in index: String
  ) throws -> GenerationManifest {
    let path = "\(index)/\(generation.folder)/\(name)"
    do {
      let bytes = try readFile(path)
      let hash = StableHash.hash128(bytes.span).description
      guard hash == generation.manifest else {
        throw IndexError.damaged(
          path, found: "hash \(hash)", expected: "\(generation.manifest), as in index.json")
      }
      let manifest = try JSONDecoder().decode(GenerationManifest.self, from: Data(bytes))
      let count = manifest.bands.count
      guard manifest.shards.count == generation.shards, count > 0, count & (count - 1) == 0 else {
        throw IndexError.damaged(
          path, found: "\(manifest.shards.count) shards and \(count) ranges of keys",
          expected: "\(generation.shards) shards and a power of two of ranges")
      }
      return manifest
    } catch let error as DecodingError {
      throw IndexError.damaged(
        path, found: "what cannot be read (\(error))", expected: "a manifest")
    } catch let error as FileError {
      throw IndexError.damaged(path, found: error.reason, expected: "a manifest")
    }
  }
}
