import Text

/// The items of a set parted by verdict, as files an evaluation can be run on.
///
/// For each set four files of JSON lines: `dirty.jsonl`, `clean.jsonl` and `untestable.jsonl` hold the
/// records as they stand in the set, by the method's own rule; `items.jsonl` has a line for each item with
/// its position, id, verdict, score and verdict at every level.
public struct SubsetFiles: Sendable {
  /// A file: its name below the folder of subsets, and its bytes.
  public struct File: Sendable, Equatable {
    public var name: String
    public var bytes: [UInt8]
  }

  /// The files of all sets, by set and then in the order named above.
  public let files: [File]

  /// - Parameters:
  ///   - sets: the evaluation sets; those without origins (made in memory) give positions alone.
  ///   - verdicts: of the items of all sets, in item order.
  ///   - levels: what `items.jsonl` tells of.
  public init(_ sets: [BenchmarkSet], verdicts: [ItemVerdict], levels: [StrictnessLevel]) {
    var files: [File] = []
    var first = 0
    var used: Set<String> = []
    for set in sets {
      let own = verdicts[first..<first + set.items.count]
      first += set.items.count
      let folder = Self.folderName(set.name, &used)
      for verdict in [ItemVerdict.Verdict.dirty, .clean, .untestable] {
        var bytes: [UInt8] = []
        for (origin, judged) in zip(set.origins, own) where judged.verdict == verdict {
          bytes += origin.record + [0x0A]
        }
        files.append(File(name: "\(folder)/\(verdict.rawValue).jsonl", bytes: bytes))
      }
      var bytes: [UInt8] = []
      for (index, judged) in own.enumerated() {
        Self.append(judged, index: index, of: set, levels, to: &bytes)
      }
      files.append(File(name: "\(folder)/items.jsonl", bytes: bytes))
    }
    self.files = files
  }

  /// A set's name as a folder's name that no other set has.
  private static func folderName(_ name: String, _ used: inout Set<String>) -> String {
    let flat = String(name.map { $0 == "/" ? "-" : $0 })
    let plain = flat == "." || flat == ".." || flat.isEmpty ? "set" : flat
    var folder = plain
    var number = 2
    while !used.insert(folder).inserted {
      folder = "\(plain)-\(number)"
      number += 1
    }
    return folder
  }

  private static func append(
    _ judged: ItemVerdict, index: Int, of set: BenchmarkSet, _ levels: [StrictnessLevel],
    to bytes: inout [UInt8]
  ) {
    bytes += "{\"benchmark\":".utf8
    JSONString.append(set.name, to: &bytes)
    bytes += ",\"item\":\(index)".utf8
    if set.origins.indices.contains(index) {
      if let identifier = set.origins[index].identifier {
        bytes += ",\"id\":".utf8
        JSONString.append(identifier, to: &bytes)
      }
      bytes += ",\"line\":\(set.origins[index].place.line)".utf8
    }
    bytes += ",\"verdict\":\"\(judged.verdict.rawValue)\",\"score\":".utf8
    JSONNumber.append(judged.score, to: &bytes)
    bytes += ",\"levels\":{".utf8
    for (position, level) in levels.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      JSONString.append(level.name, to: &bytes)
      bytes += ":\"\(level.verdict(judged).rawValue)\"".utf8
    }
    bytes += "}}\n".utf8
  }
}
