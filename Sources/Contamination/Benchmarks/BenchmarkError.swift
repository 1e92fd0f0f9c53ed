/// An evaluation set that cannot be used: where, what was found, what is expected, what to do.
public struct BenchmarkError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    /// No known layout fits the record's fields.
    case unknownLayout(fields: [String])
    /// The record lacks the field that the set's other items ask their question in.
    case missingField(String, fields: [String])
    /// The value of a field is not JSON of a usable kind.
    case unusableValue(field: String)
    /// The file holds no record.
    case noItems
    /// The patterns named no file with records.
    case noFiles(patterns: [String])
  }

  /// Path of the file; empty when no file is to blame.
  public var path: String
  /// The record, counted from 1; nil when the whole file is meant.
  public var record: Int?
  public var problem: Problem

  public init(path: String, record: Int? = nil, problem: Problem) {
    self.path = path
    self.record = record
    self.problem = problem
  }

  public var description: String {
    let place = path.isEmpty ? "benchmarks" : path + (record.map { ":\($0)" } ?? "")
    return "\(place): error: \(message)"
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
    case .unusableValue(let field):
      "the value of field '\(field)' is not a text, number, list or map; correct the record"
    case .noItems: "the file holds no item; remove it from the benchmarks"
    case .noFiles(let patterns):
      "no file with items matches \(Self.list(patterns)); check the paths"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "(none)" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
