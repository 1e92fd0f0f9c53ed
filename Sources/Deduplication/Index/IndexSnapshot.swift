import FoundationEssentials
import Pipelines

/// The generations of an index that one run reads, fixed when it begins.
///
/// It lies in the run's folder, so that every task of the run, resumed or not, sees the same ones: not
/// the run's own, which is added at its end, and not those that others add meanwhile.
package struct IndexSnapshot: Codable, Equatable, Sendable {
  package var generations: [IndexCatalogue.Generation]

  package init(generations: [IndexCatalogue.Generation] = []) {
    self.generations = generations
  }

  /// The number of shards of all generations: the number of the first one that the run adds.
  var shards: Int { generations.last.map { $0.firstShard + $0.shards } ?? 0 }

  /// Where it lies in the folder of the stage's data.
  private static func path(_ dataFolder: String) -> String { dataFolder + "/index.json" }

  /// - Throws: `IndexError` where there is none or it cannot be read.
  package static func read(fromDataFolder folder: String) throws -> IndexSnapshot {
    let path = path(folder)
    do {
      let snapshot = try JSONDecoder().decode(IndexSnapshot.self, from: Data(try readFile(path)))
      try IndexCatalogue.validate(snapshot.generations, path)
      return snapshot
    } catch let error where error is FileError || error is DecodingError {
      throw IndexError(
        .changed, path, found: "no readable list of generations (\(error))",
        expected: "the one written when the run began", advice: "begin a new run in a new folder")
    }
  }

  package func write(toDataFolder folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    try writeFileAtomically(Array(try encoder.encode(self)) + [0x0A], to: Self.path(folder))
  }
}
