/// Rows of two texts as lines of two columns, differences in `[-…-]` and `[+…+]`.
enum SideBySide {
  /// Characters of a column.
  private static let width = 46

  static func lines(_ rows: [ExamplePair.Row]) -> [String] {
    rows.flatMap { row -> [String] in
      guard let dropped = row.dropped, let survivor = row.survivor else { return ["…"] }
      let isDifferent = row.kind == "different"
      let left = wrapped(dropped, isDifferent ? ("[-", "-]") : nil)
      let right = wrapped(survivor, isDifferent ? ("[+", "+]") : nil)
      return (0..<max(left.count, right.count)).map { line in
        let first = line < left.count ? left[line] : ""
        let second = line < right.count ? right[line] : ""
        return Numbers.left(first, width) + " | " + second
      }
    }
  }

  /// The lines of a text, marked as a whole.
  private static func wrapped(_ text: String, _ marks: (String, String)?) -> [String] {
    var safe = SafeText.line(text)
    if let marks, !safe.isEmpty { safe = marks.0 + safe + marks.1 }
    var lines: [String] = []
    var line = ""
    for word in safe.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      var rest = word[...]
      while rest.count > width {
        lines.append(String(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
      line += (line.isEmpty ? "" : " ") + rest
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
