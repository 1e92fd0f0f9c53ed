/// The fields an item is made of: those of a JSON object or of a CSV row.
struct BenchmarkRecord {
  /// The fields in file order.
  let fields: [FieldValue.Entry]
  /// Where the record stands and what it is.
  private(set) var origin: BenchmarkOrigin

  init(_ fields: [FieldValue.Entry], origin: BenchmarkOrigin) {
    self.fields = fields
    self.origin = origin
    self.origin.identifier = Self.identifier(fields)
  }

  /// Names of the fields, sorted.
  var names: [String] { fields.map(\.name).sorted() }

  /// Whether a layout may use a field of this name (or names joined by `+`, or a path with dots).
  func contains(_ name: String) -> Bool { values(of: name) != nil }

  /// The item under a layout; parts whose field is absent stay empty.
  func item(_ layout: BenchmarkFields, index: Int) -> BenchmarkItem {
    let choices = value(of: layout.choices)
    let options = choices.texts
    return BenchmarkItem(
      index: index, passage: value(of: layout.passage).texts.joined(separator: "\n"),
      question: value(of: layout.question).texts.joined(separator: "\n"), choices: options,
      answer: Self.answer(value(of: layout.answer), options: options, labels: choices.labels))
  }

  private func value(of name: String?) -> FieldValue {
    guard let values = name.flatMap(values(of:)) else { return .null }
    return values.count == 1 ? values[0] : .list(values)
  }

  /// The values of a field name, of several joined by `+`, each perhaps a path with dots; nil when one
  /// is absent.
  private func values(of name: String) -> [FieldValue]? {
    if let value = field(name) { return [value] }
    var values: [FieldValue] = []
    for part in name.split(separator: "+").map(String.init) {
      var path = part.split(separator: ".").map(String.init)[...]
      guard var value = field(part) ?? path.popFirst().flatMap(field) else { return nil }
      if field(part) == nil {
        for step in path {
          guard let inner = value[step] else { return nil }
          value = inner
        }
      }
      values.append(value)
    }
    return values.isEmpty ? nil : values
  }

  /// The value of a field, the last of several.
  subscript(name: String) -> FieldValue? { field(name) }

  private func field(_ name: String) -> FieldValue? { fields.last { $0.name == name }?.value }

  /// The text of the answer: the option it points to (by number from 0, label or letter), else itself.
  private static func answer(_ value: FieldValue, options: [String], labels: [String]) -> String {
    let first = value.texts.first ?? ""
    guard !options.isEmpty else { return first }
    switch value {
    case .number(let spelling):
      guard let index = Int(spelling), options.indices.contains(index) else { return spelling }
      return options[index]
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
    default: return first
    }
  }

  /// The record's own id: the first of the usual fields that holds a text or a number.
  private static func identifier(_ fields: [FieldValue.Entry]) -> String? {
    for name in ["id", "task_id", "question_id", "qid", "example_id", "ind", "idx"] {
      switch fields.last(where: { $0.name == name })?.value {
      case .text(let text)? where !text.isEmpty: return text
      case .number(let spelling)?: return spelling
      default: continue
      }
    }
    return nil
  }
}
