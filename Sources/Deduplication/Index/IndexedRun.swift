import FoundationEssentials
package import Pipelines
import Text

/// What a run adds to an index, by hashes that do not depend on where its files lie.
package struct IndexedRun: Codable, Equatable, Sendable {
  /// Hash of sources, stages, seed and `inputs`, without the paths of inputs and index: a run with the
  /// same one adds the same generation.
  package var identity: String
  /// Hash of the shards' sources, names, formats, sizes and content samples.
  package var inputs: String
  /// The plan's fingerprint.
  package var plan: String

  /// - Throws: when the configuration cannot be encoded.
  package init(_ plan: Plan, inputs shards: [InputShard]) throws {
    var listing = StreamingHash128()
    for shard in shards {
      let fields = [
        shard.source, shard.name, shard.format, "\(shard.bytes)", shard.contentSample,
      ]
      listing.update(Array((fields.joined(separator: "\0") + "\n").utf8))
    }
    inputs = listing.finalized().description
    self.plan = plan.fingerprint
    let config = plan.config.value
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var hasher = StreamingHash128()
    for part in [Self.sources(config), Self.stages(config)] {
      hasher.update(Array(try encoder.encode(part)) + [0x0A])
    }
    hasher.update(Array("\(plan.seed) \(plan.strict) \(plan.version) \(inputs)".utf8))
    identity = hasher.finalized().description
  }

  /// The sources without the paths of their files.
  private static func sources(_ config: LocatedValue) -> LocatedValue {
    let entries = (config["sources"]?.entries ?? []).map { entry in
      LocatedValue.Entry(
        key: entry.key, place: SettingsPlace(), value: removing("files", from: entry.value))
    }
    return LocatedValue(.map(entries))
  }

  /// The stages without the paths of their indexes.
  private static func stages(_ config: LocatedValue) -> LocatedValue {
    guard case .list(let items)? = config["stages"]?.content else { return LocatedValue(.null) }
    return LocatedValue(
      .list(
        items.map { item in
          guard let entry = item.entries?.first else { return item }
          return LocatedValue(
            .map([
              LocatedValue.Entry(
                key: entry.key, place: SettingsPlace(), value: removing("index", from: entry.value))
            ]))
        }))
  }

  private static func removing(_ key: String, from tree: LocatedValue) -> LocatedValue {
    guard let entries = tree.entries else { return tree }
    return LocatedValue(.map(entries.filter { $0.key != key }))
  }
}
