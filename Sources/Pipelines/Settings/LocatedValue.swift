/// A value of a settings tree with its place in the file it came from.
///
/// The pipeline file is read into this tree (by whoever knows YAML) and decoded from it.
public struct LocatedValue: Sendable, Equatable {
  public indirect enum Content: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([LocatedValue])
    /// Entries in file order.
    case map([Entry])
  }

  /// A key of a map, with its own place.
  public struct Entry: Sendable, Equatable {
    public var key: String
    public var place: SettingsPlace
    public var value: LocatedValue

    public init(key: String, place: SettingsPlace, value: LocatedValue) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  public var content: Content
  public var place: SettingsPlace

  public init(_ content: Content, at place: SettingsPlace = SettingsPlace()) {
    self.content = content
    self.place = place
  }

  /// The value under a key of a map; nil for other contents or an absent key.
  public subscript(key: String) -> LocatedValue? {
    guard case .map(let entries) = content else { return nil }
    return entries.last { $0.key == key }?.value
  }

  /// The entries of a map, or nil.
  public var entries: [Entry]? {
    guard case .map(let entries) = content else { return nil }
    return entries
  }

  /// What the value is, for messages: `the number 3`, `a list`.
  public var kind: String {
    switch content {
    case .null: "nothing"
    case .boolean(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the text '\(value)'"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// A place in a settings file: line and column from 1, or none for values made in code.
public struct SettingsPlace: Sendable, Equatable {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String = "", line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    if line == 0 { return file.isEmpty ? "settings" : file }
    return "\(file):\(line):\(column)"
  }
}

/// A settings file that cannot be used: place, what was found, what is expected, what to do.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
  public var place: SettingsPlace
  public var message: String

  public init(_ message: String, at place: SettingsPlace) {
    self.place = place
    self.message = message
  }

  public var description: String { "\(place.description): error: \(message)" }
}
