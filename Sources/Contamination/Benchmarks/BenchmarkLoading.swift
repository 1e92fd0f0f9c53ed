public import Pipelines
import Text

extension BenchmarkSet {
  /// Endings of the files that are read where a folder is named, compression endings aside.
  public static let fileEndings = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"]

  /// Most bytes of one record: 64 MB.
  public static let maximumRecordBytes = 64 << 20

  /// Reads evaluation sets, one a file, in sorted path order.
  ///
  /// - Parameters:
  ///   - patterns: file paths, folders or globs of JSON lines, a JSON array of records, one object with
  ///     an `examples` list, or tables (`.csv`, `.tsv`), compressed or not.
  ///   - fields: the layout of all these files; empty to recognise each file's layout from the fields
  ///     of its first record.
  ///   - side: opens the files.
  /// - Returns: at least one set, each with at least one item that has a text. Empty, repeated and
  ///   incomplete items keep their places and are named in the set's `notes`.
  /// - Throws: `BenchmarkError` for a file without usable fields or items, and what `side` throws for
  ///   files that cannot be read.
  public static func load(
    _ patterns: [String], fields: BenchmarkFields = BenchmarkFields(), from side: any SideInputs
  ) throws -> [BenchmarkSet] {
    var sets: [BenchmarkSet] = []
    try side.forEachFile(in: patterns, endings: fileEndings) { contents, path in
      var set = BenchmarkSet(name: "", path: path, fields: fields, items: [])
      set.digest = "\(StableHash.hash128(contents.span))"
      try BenchmarkFile(path: path, contents: contents).forEachRecord { record, number in
        try set.append(record, number: number)
      }
      guard !set.items.isEmpty else { throw BenchmarkError(path: path, problem: .noItems) }
      set.noteItems()
      guard set.notes.emptyItems.count < set.items.count else {
        throw BenchmarkError(path: path, problem: .emptyItems(count: set.items.count))
      }
      sets.append(set)
    }
    guard !sets.isEmpty else {
      throw BenchmarkError(path: "", problem: .noFiles(patterns: patterns))
    }
    for (index, name) in distinctNames(sets.map(\.path)).enumerated() { sets[index].name = name }
    return sets
  }

  private mutating func append(_ record: BenchmarkRecord, number: Int) throws {
    let isKnown =
      fields.question.map(record.contains)
      ?? (BenchmarkFields.recognized(record.contains) != nil)
    guard !isKnown, let examples = record.fields.last(where: { $0.name == "examples" })?.value,
      case .list(let entries) = examples
    else { return try add(record, number: number) }
    for (index, entry) in entries.enumerated() {
      guard case .map(let parts) = entry else {
        throw BenchmarkError(
          path: path, record: index + 1, place: record.origin.place,
          problem: .notARecord(found: "another value in 'examples'"))
      }
      var origin = record.origin
      origin.record = entry.json
      try add(BenchmarkRecord(parts, origin: origin), number: index + 1)
    }
  }

  private mutating func add(_ record: BenchmarkRecord, number: Int) throws {
    func refuse(_ problem: BenchmarkError.Problem) -> BenchmarkError {
      BenchmarkError(path: path, record: number, place: record.origin.place, problem: problem)
    }
    let own = BenchmarkFields.recognized(record.contains)
    if fields.isEmpty {
      guard let own else { throw refuse(.unknownLayout(fields: record.names)) }
      fields = own
      isRecognized = true
    }
    if let question = fields.question, !record.contains(question) {
      throw refuse(.missingField(question, fields: record.names))
    }
    if !fields.names.allSatisfy(record.contains) {
      if isRecognized, let own, !Set(own.names).isSubset(of: fields.names) {
        throw refuse(.mixedLayouts(found: own.names, expected: fields.names))
      }
      notes.incompleteItems.append(items.count)
    }
    items.append(record.item(fields, index: items.count))
    origins.append(record.origin)
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

  /// A file name without the ending that tells its compression.
  static func withoutCompressionEnding(_ name: String) -> String {
    let ending = [".gz", ".zst", ".zstd"].first(where: name.hasSuffix)
    return ending.map { String(name.dropLast($0.count)) } ?? name
  }

  private static func withoutFormatEndings(_ name: String) -> String {
    let plain = withoutCompressionEnding(name)
    let ending = fileEndings.first(where: plain.hasSuffix)
    let short = ending.map { String(plain.dropLast($0.count)) } ?? plain
    return short.isEmpty ? name : short
  }
}
