/// Gives every file of a source a name of its own that can stand in paths and printed identities.
struct ShardNames {
  private var used: Set<String> = []

  /// The name of the next file, in path order: its own without format endings, with a number where
  /// an earlier file has that name.
  mutating func unique(for path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let scalars = RecordFormat.shardName(ofFile: file).unicodeScalars.map { scalar in
      scalar.value <= 0x20 || scalar.value == 0x7F || scalar == ":" ? "-" : scalar
    }
    let base = String(String.UnicodeScalarView(scalars))
    var name = base
    var number = 2
    while !used.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }
}
