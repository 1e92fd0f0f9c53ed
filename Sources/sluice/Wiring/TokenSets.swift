import Pipelines

/// Finished token shards that `tokens.from` names: one folder, or several sets by name to be mixed.
///
///     from: RUN/tokens
///     from: { web: RUN1/tokens, books: RUN2/tokens }
enum TokenSets: Codable, Equatable {
  case one(String)
  case named([String: String])

  init(from decoder: any Decoder) throws {
    if let folder = try? decoder.singleValueContainer().decode(String.self) {
      self = .one(folder)
    } else {
      self = .named(try [String: String](from: decoder))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .one(let folder): try folder.encode(to: encoder)
    case .named(let folders): try folders.encode(to: encoder)
    }
  }

  /// The folders, sorted by the names of their sets; a single folder has none.
  var sets: [(name: String, folder: String)] {
    switch self {
    case .one(let folder): [("", folder)]
    case .named(let folders): folders.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  /// Names of the sets that can be mixed; none for a single folder.
  var names: [String] {
    if case .named = self { return sets.map(\.name) }
    return []
  }

  func validate() throws {
    guard !sets.isEmpty else {
      throw SettingsProblem("from", "names no set; expected a folder, or folders by name")
    }
    guard sets.count <= 256 else {
      throw SettingsProblem("from", "names \(sets.count) sets; expected at most 256")
    }
  }
}
