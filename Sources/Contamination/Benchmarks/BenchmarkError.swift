/// An evaluation set that cannot be used: where, what was found, what is expected, what to do.
public struct BenchmarkError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    /// No known layout fits the record's fields.
    case unknownLayout(fields: [String])
    /// The record lacks the field that the set's other items ask their question in.
    case missingField(String, fields: [String])
    /// The record has another known layout than those before it.
    case mixedLayouts(found: [String], expected: [String])
    /// A value that is not an object stands where a record was expected.
    case notARecord(found: String)
    /// The bytes are not the JSON or CSV they begin as.
    case syntax(found: String, expected: String)
    /// A CSV row has another number of fields than the header.
    case columns(found: Int, expected: Int)
    /// Two columns of a CSV file have one name.
    case repeatedColumn(String)
    /// The file is text of another encoding, or no text.
    case encoding(found: String, remedy: String)
    /// A record is longer than `BenchmarkSet.maximumRecordBytes`.
    case tooLong(bytes: Int, limit: Int)
    /// The file holds no record.
    case noItems
    /// None of the items has a text.
    case emptyItems(count: Int)
    /// The patterns named no file with records.
    case noFiles(patterns: [String])
  }

  /// Path of the file; empty when no file is to blame.
  public var path: String
  /// The record, counted from 1; nil when the whole file is meant.
  public var record: Int?
  /// Where it stands: line counted from 1, byte offset after decompression from 0.
  public var place: Place?
  public var problem: Problem

  /// A position in a decompressed file.
  public struct Place: Equatable, Sendable {
    public var line: Int
    public var byteOffset: Int

    public init(line: Int, byteOffset: Int) {
      self.line = line
      self.byteOffset = byteOffset
    }
  }

  public init(path: String, record: Int? = nil, place: Place? = nil, problem: Problem) {
    self.path = path
    self.record = record
    self.place = place
    self.problem = problem
  }

  public var description: String {
    let file = path.isEmpty ? "benchmarks" : path + (record.map { ":\($0)" } ?? "")
    let spot = place.map { " (line \($0.line), byte \($0.byteOffset))" } ?? ""
    return "\(file)\(spot): error: \(message)"
  }

  private var message: String {
    switch problem {
    case .unknownLayout(let fields):
      "no known evaluation layout has the fields \(Self.list(fields)); name those of question and "
        + "answer: 'fields: { question: …, answer: … }', on the command line --fields "
        + "question=…,answer=…"
    case .missingField(let field, let fields):
      "the record has no field '\(field)' (found \(Self.list(fields))), which the set's items are "
        + "read from; give each layout a file of its own"
    case .mixedLayouts(let found, let expected):
      "the record has the layout \(Self.list(found)), those before it \(Self.list(expected)); give "
        + "each layout a file of its own"
    case .notARecord(let found):
      "found \(found), expected a record (a JSON object with named fields)"
    case .syntax(let found, let expected):
      "found \(found), expected \(expected); correct the file"
    case .columns(let found, let expected):
      "found \(found) fields, expected the \(expected) of the header; put fields that hold commas or "
        + "line ends into quotes"
    case .repeatedColumn(let name): "two columns are named '\(name)'; rename one"
    case .encoding(let found, let remedy): "found \(found), expected UTF-8; \(remedy)"
    case .tooLong(let bytes, let limit):
      "the record has \(bytes) bytes, expected at most \(limit); shorten or remove it"
    case .noItems: "the file holds no item; remove it from the benchmarks"
    case .emptyItems(let count):
      "none of the \(count) items has a text; check the fields (--fields question=…)"
    case .noFiles(let patterns):
      "no file with items matches \(Self.list(patterns)); check the paths"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "(none)" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
