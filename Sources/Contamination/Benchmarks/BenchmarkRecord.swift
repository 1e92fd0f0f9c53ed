import Pipelines

/// The fields an item is made of: those of a record, or of one entry of a record's `examples` list.
struct BenchmarkRecord {
  /// Names of the fields, sorted.
  let names: [String]
  private let value: (String) throws -> FieldValue?

  init(_ record: Record) {
    names = record.fields.map { String(decoding: record.bytes[$0.name], as: UTF8.self) }.sorted()
    value = { name in
      try record.valueRange(of: name).map { try FieldValue(decoding: record.bytes[$0]) }
    }
  }

  init(_ entries: [String: FieldValue]) {
    names = entries.keys.sorted()
    value = { entries[$0] }
  }

  /// The entries of the list under `examples`, in which BIG-Bench-Hard keeps a whole set in one
  /// record; nil when there is none.
  ///
  /// - Throws: `UnusableField` when the list cannot be decoded.
  func examples() throws -> [BenchmarkRecord]? {
    guard names.contains("examples"), case .list(let entries)? = try decoded("examples") else {
      return nil
    }
    return entries.compactMap { entry in
      guard case .map(let fields) = entry else { return nil }
      return BenchmarkRecord(fields)
    }
  }

  /// The item under a layout; parts whose field is absent stay empty.
  ///
  /// - Throws: `UnusableField` for a field that could not be decoded.
  func item(_ fields: BenchmarkFields, index: Int) throws -> BenchmarkItem {
    let choices = try decoded(fields.choices)
    let options = choices?.texts ?? []
    return BenchmarkItem(
      index: index,
      passage: try decoded(fields.passage)?.texts.joined(separator: "\n") ?? "",
      question: try decoded(fields.question)?.texts.joined(separator: "\n") ?? "",
      choices: options,
      answer: Self.answer(
        try decoded(fields.answer) ?? .null, options: options, labels: choices?.labels ?? []))
  }

  /// A field that does not hold a usable JSON value.
  struct UnusableField: Error {
    var name: String
  }

  private func decoded(_ name: String?) throws -> FieldValue? {
    guard let name else { return nil }
    do {
      return try value(name)
    } catch {
      throw UnusableField(name: name)
    }
  }

  /// The text of the answer: the option it points to (by number from 0, label or letter), else itself.
  private static func answer(_ value: FieldValue, options: [String], labels: [String]) -> String {
    guard !options.isEmpty else { return value.texts.first ?? "" }
    switch value {
    case .integer(let index):
      return options.indices.contains(index) ? options[index] : String(index)
    case .text(let text):
      if let position = labels.firstIndex(of: text), position < options.count {
        return options[position]
      }
      let letters = text.utf8
      if letters.count == 1, let letter = letters.first, letter >= UInt8(ascii: "A"),
        Int(letter - UInt8(ascii: "A")) < options.count
      {
        return options[Int(letter - UInt8(ascii: "A"))]
      }
      if let index = Int(text), options.indices.contains(index), !options.contains(text) {
        return options[index]
      }
      return text
    default: return value.texts.first ?? ""
    }
  }
}
