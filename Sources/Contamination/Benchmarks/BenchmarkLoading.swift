public import Pipelines

extension BenchmarkSet {
  /// Reads evaluation sets, one a file, in sorted path order.
  ///
  /// - Parameters:
  ///   - patterns: file paths, folders or globs of JSON lines (also one object with an `examples`
  ///     list), compressed or not.
  ///   - fields: the layout of all these files; empty to recognise each file's layout from the fields
  ///     of its first record.
  ///   - side: opens the files.
  /// - Returns: at least one set, each with at least one item.
  /// - Throws: `BenchmarkError` for a file without usable fields or items, and what `side` throws for
  ///   files that cannot be read.
  public static func load(
    _ patterns: [String], fields: BenchmarkFields = BenchmarkFields(), from side: any SideInputs
  ) throws -> [BenchmarkSet] {
    var sets: [BenchmarkSet] = []
    var records = 0
    try side.forEachDocument(in: patterns) { document, path in
      if sets.last?.path != path {
        sets.append(BenchmarkSet(name: "", path: path, fields: fields, items: []))
        records = 0
      }
      records += 1
      try sets[sets.count - 1].append(document.record, number: records)
    }
    guard !sets.isEmpty else {
      throw BenchmarkError(path: "", problem: .noFiles(patterns: patterns))
    }
    for set in sets where set.items.isEmpty {
      throw BenchmarkError(path: set.path, problem: .noItems)
    }
    for (index, name) in distinctNames(sets.map(\.path)).enumerated() { sets[index].name = name }
    return sets
  }

  private mutating func append(_ record: Record, number: Int) throws {
    let whole = BenchmarkRecord(record)
    do {
      let isKnown =
        fields.question.map(whole.names.contains)
        ?? (BenchmarkFields.recognized(whole.names.contains) != nil)
      if !isKnown, let examples = try whole.examples() {
        for example in examples { try append(example, number: number) }
      } else {
        try append(whole, number: number)
      }
    } catch let problem as BenchmarkRecord.UnusableField {
      throw BenchmarkError(path: path, record: number, problem: .unusableValue(field: problem.name))
    }
  }

  private mutating func append(_ record: BenchmarkRecord, number: Int) throws {
    if fields.isEmpty {
      guard let known = BenchmarkFields.recognized(record.names.contains) else {
        throw BenchmarkError(
          path: path, record: number, problem: .unknownLayout(fields: record.names))
      }
      fields = known
    }
    if let question = fields.question, !record.names.contains(question) {
      throw BenchmarkError(
        path: path, record: number, problem: .missingField(question, fields: record.names))
    }
    items.append(try record.item(fields, index: items.count))
  }

  /// File names without format endings, preceded by parent folders where two would be equal.
  static func distinctNames(_ paths: [String]) -> [String] {
    let parts = paths.map { path -> [String] in
      var parts = path.split(separator: "/").map(String.init)
      if let file = parts.popLast() { parts.append(withoutFormatEndings(file)) }
      return parts
    }
    return parts.map { own in
      var depth = 1
      while depth < own.count,
        parts.count(where: { $0.suffix(depth).elementsEqual(own.suffix(depth)) }) > 1
      {
        depth += 1
      }
      return own.suffix(depth).joined(separator: "/")
    }
  }

  private static func withoutFormatEndings(_ name: String) -> String {
    var result = Substring(name)
    for endings in [[".gz", ".zst"], [".jsonl", ".ndjson", ".json"]] {
      guard let ending = endings.first(where: result.hasSuffix) else { continue }
      result = result.dropLast(ending.count)
    }
    return result.isEmpty ? name : String(result)
  }
}
