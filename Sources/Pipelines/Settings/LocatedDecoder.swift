/// Decodes settings from a tree of located values, filling absent keys from a default tree and refusing
/// keys that the type did not ask for.
public enum LocatedDecoder {
  /// Decodes a settings type and validates nothing: see `StageSettings.validate`.
  ///
  /// - `value`: the user's tree; null stands for an empty map.
  /// - `defaults`: an encoded default instance whose entries fill absent keys.
  /// - `owner`: what the keys belong to, for messages: `'gopher-quality'`.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from value: LocatedValue, defaults: LocatedValue? = nil, owner: String
  ) throws -> Value {
    let decoder = NodeDecoder(
      value: value, defaults: defaults, owner: owner, codingPath: [], problems: Problems())
    let result = try decoder.translatingErrors { try Value(from: decoder) }
    try decoder.rejectUnknownKeys()
    return result
  }
}

extension StageSettings {
  fileprivate static func defaultTree() throws -> LocatedValue {
    try LocatedValue(encoding: Self())
  }
}

/// Unknown keys found in nested values, shared by all decoders of one tree.
private final class Problems {
  var unknown: SettingsError?
}

private final class NodeDecoder: Decoder {
  let value: LocatedValue
  let defaults: LocatedValue?
  let owner: String
  let codingPath: [any CodingKey]
  let problems: Problems
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  private var requested: [String] = []

  init(
    value: LocatedValue, defaults: LocatedValue?, owner: String, codingPath: [any CodingKey],
    problems: Problems
  ) {
    self.value = value
    self.defaults = defaults
    self.owner = owner
    self.codingPath = codingPath
    self.problems = problems
  }

  func request(_ key: String) { if !requested.contains(key) { requested.append(key) } }

  func translatingErrors<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch DecodingError.dataCorrupted(let context) {
      throw SettingsError("\(owner): \(value.kind): \(context.debugDescription)", at: value.place)
    }
  }

  func rejectUnknownKeys() throws {
    if let unknown = problems.unknown { throw unknown }
    guard let entries = value.entries, !requested.isEmpty || value.entries?.isEmpty == false else {
      return
    }
    for entry in entries where !requested.contains(entry.key) {
      throw SettingsError(Self.unknownKey(entry.key, of: owner, known: requested), at: entry.place)
    }
  }

  static func unknownKey(_ key: String, of owner: String, known: [String]) -> String {
    if let near = nearestName(to: key, among: known) {
      return "\(owner) has no setting '\(key)'; did you mean '\(near)'?"
    }
    let list =
      known.isEmpty ? "it takes none" : "it takes \(known.sorted().joined(separator: ", "))"
    return "\(owner) has no setting '\(key)'; \(list)"
  }

  func child(_ value: LocatedValue, defaults: LocatedValue?, key: any CodingKey) -> NodeDecoder {
    let name = key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
    return NodeDecoder(
      value: value, defaults: defaults, owner: owner + name, codingPath: codingPath + [key],
      problems: problems)
  }

  func decodeChild<Value: Decodable>(
    _ type: Value.Type, _ node: LocatedValue, defaults: LocatedValue?, key: any CodingKey
  ) throws -> Value {
    // Optional settings have no encoded default to be filled from: their type's own defaults serve.
    let own = try defaults ?? (Value.self as? any StageSettings.Type)?.defaultTree()
    let decoder = child(node, defaults: own, key: key)
    let result = try decoder.translatingErrors { try Value(from: decoder) }
    try decoder.rejectUnknownKeys()
    return result
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    switch value.content {
    case .map, .null: return KeyedDecodingContainer(KeyedContainer<Key>(decoder: self))
    default:
      throw SettingsError("\(owner) is \(value.kind); expected a map of settings", at: value.place)
    }
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    switch value.content {
    case .list(let items): return ListContainer(decoder: self, items: items)
    case .null: return ListContainer(decoder: self, items: [])
    default:
      // One value stands for a list of one: `benchmarks: a.jsonl`.
      return ListContainer(decoder: self, items: [value])
    }
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    ScalarContainer(decoder: self)
  }
}

private struct KeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: NodeDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] {
    (decoder.value.entries ?? []).compactMap {
      decoder.request($0.key)
      return Key(stringValue: $0.key)
    }
  }

  private func node(_ key: Key) -> (value: LocatedValue, defaults: LocatedValue?)? {
    decoder.request(key.stringValue)
    let fallback = decoder.defaults?[key.stringValue]
    guard let own = decoder.value[key.stringValue] else { return fallback.map { ($0, nil) } }
    if own.content == .null, let fallback { return (fallback, nil) }
    return (own, fallback)
  }

  func contains(_ key: Key) -> Bool { node(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    guard let node = node(key) else { return true }
    return node.value.content == .null && node.defaults == nil
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    guard let node = node(key) else {
      throw SettingsError(
        "\(decoder.owner) lacks the setting '\(key.stringValue)'", at: decoder.value.place)
    }
    return try decoder.decodeChild(type, node.value, defaults: node.defaults, key: key)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    let node = node(key) ?? (LocatedValue(.null, at: decoder.value.place), nil)
    return decoder.child(node.value, defaults: node.defaults, key: key)
  }
}

private struct IndexKey: CodingKey {
  var intValue: Int?
  var stringValue: String { "\(intValue ?? 0)" }
  init(intValue: Int) { self.intValue = intValue }
  init?(stringValue: String) { nil }
}

private struct ListContainer: UnkeyedDecodingContainer {
  let decoder: NodeDecoder
  let items: [LocatedValue]
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex >= items.count }
  var currentIndex = 0

  private mutating func next() throws -> LocatedValue {
    guard !isAtEnd else {
      throw SettingsError("\(decoder.owner) is too short a list", at: decoder.value.place)
    }
    defer { currentIndex += 1 }
    return items[currentIndex]
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, items[currentIndex].content == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let key = IndexKey(intValue: currentIndex)
    return try decoder.decodeChild(type, try next(), defaults: nil, key: key)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try superDecoder().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    let key = IndexKey(intValue: currentIndex)
    return decoder.child(try next(), defaults: nil, key: key)
  }
}

private struct ScalarContainer: SingleValueDecodingContainer {
  let decoder: NodeDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }
  private var value: LocatedValue { decoder.value }

  init(decoder: NodeDecoder) { self.decoder = decoder }

  func decodeNil() -> Bool { value.content == .null }

  private func wrong(_ expected: String) -> SettingsError {
    SettingsError("\(decoder.owner) is \(value.kind); expected \(expected)", at: value.place)
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .boolean(let result) = value.content else { throw wrong("true or false") }
    return result
  }

  func decode(_ type: String.Type) throws -> String {
    switch value.content {
    case .string(let result): return result
    case .integer(let number): return String(number)
    default: throw wrong("a text")
    }
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch value.content {
    case .number(let result): return result
    case .integer(let result): return Double(result)
    default: throw wrong("a number")
    }
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }

  private func whole<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    switch value.content {
    case .integer(let number):
      guard let result = Value(exactly: number) else {
        throw wrong("a whole number from \(Value.min) to \(Value.max)")
      }
      return result
    case .number(let number):
      guard let result = Value(exactly: number) else { throw wrong("a whole number") }
      return result
    default: throw wrong("a whole number")
    }
  }

  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: decoder) }
}
