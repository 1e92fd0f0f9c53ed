import Pipelines
import Yams

/// Reads YAML (and so JSON) into located values; the only importer of the YAML library.
enum YAMLReader {
  /// - `text`: the content of the file.
  /// - `file`: its name, for places in messages.
  static func read(_ text: String, file: String) throws -> LocatedValue {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        return LocatedValue(.null, at: SettingsPlace(file: file, line: 1, column: 1))
      }
      return try value(node, file)
    } catch let error as YamlError {
      throw SettingsError(
        "this is not YAML: \(reason(error))", at: place(error, file))
    }
  }

  private static func value(_ node: Node, _ file: String) throws -> LocatedValue {
    let place = SettingsPlace(
      file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    switch node {
    case .scalar(let scalar):
      return LocatedValue(content(scalar, node), at: place)
    case .sequence(let sequence):
      return LocatedValue(.list(try sequence.map { try value($0, file) }), at: place)
    case .mapping(let mapping):
      var entries: [LocatedValue.Entry] = []
      for (key, item) in mapping {
        let keyPlace = SettingsPlace(
          file: file, line: key.mark?.line ?? 0, column: key.mark?.column ?? 0)
        guard let name = key.scalar?.string else {
          throw SettingsError("a key is not a text; write plain names", at: keyPlace)
        }
        if let first = entries.first(where: { $0.key == name }) {
          throw SettingsError(
            "the key '\(name)' stands twice, first at line \(first.place.line); keep one",
            at: keyPlace)
        }
        entries.append(
          LocatedValue.Entry(key: name, place: keyPlace, value: try value(item, file)))
      }
      return LocatedValue(.map(entries), at: place)
    case .alias:
      throw SettingsError("an alias that nothing defines", at: place)
    }
  }

  private static func content(_ scalar: Node.Scalar, _ node: Node) -> LocatedValue.Content {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    if node.null != nil { return .null }
    if let boolean = node.bool, ["true", "false"].contains(scalar.string.lowercased()) {
      return .boolean(boolean)
    }
    if let integer = Int(scalar.string) { return .integer(integer) }
    if scalar.string.first.map({ $0.isNumber || "+-.".contains($0) }) == true,
      let number = Double(scalar.string)
    {
      return .number(number)
    }
    return .string(scalar.string)
  }

  private static func reason(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      problem
    case .reader(let problem, _, _, _): problem
    case .duplicatedKeysInMapping(let duplicates, _):
      "the key '\(duplicates.first ?? "")' stands twice in one map; keep one"
    default: "\(error)"
    }
  }

  private static func place(_ error: YamlError, _ file: String) -> SettingsPlace {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      SettingsPlace(file: file, line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(_, let context):
      SettingsPlace(file: file, line: context.mark.line, column: context.mark.column)
    default: SettingsPlace(file: file, line: 1, column: 1)
    }
  }
}
