/// Names of shards.
enum ExchangeName {
  /// A number with leading zeros.
  static func padded(_ number: Int, digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(digits - text.utf8.count, 0)) + text
  }

  /// The name of a file, without its folder.
  static func base(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The name of a file, without its folder and what follows its last dot.
  static func stem(_ path: String) -> String {
    let name = base(path)
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// The folder of a file.
  static func folder(_ path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// A path with one ending in place of another, or appended where it has not that one.
  static func replacing(_ ending: String, of path: String, by other: String) -> String {
    (path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path) + other
  }
}
