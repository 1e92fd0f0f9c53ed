public import Pipelines

/// What a model scored on the items of evaluation sets, one number an item.
public struct ItemScores: Sendable {
  /// Scores by set, then by item; nil where an item has none, and for sets without any.
  public private(set) var scores: [[Double?]?]
  private let sets: [BenchmarkSet]

  /// Reads results files: JSON lines, a JSON array or a table of records `benchmark`, `item`, `score`.
  ///
  /// `benchmark` is a set's name (it may be absent when there is one set), `item` its position from 0 or
  /// its record's own id, `score` a number or true and false for 1 and 0.
  /// - Throws: `ScoreError` for a record that names no item or holds no score, `BenchmarkError` for a file
  ///   that is no such list, and what `side` throws for files that cannot be read.
  public init(
    _ patterns: [String], of sets: [BenchmarkSet], from side: any SideInputs
  ) throws {
    self.sets = sets
    scores = Array(repeating: nil, count: sets.count)
    let numbers = sets.map { set in
      var byIdentifier: [String: Int] = [:]
      for (index, origin) in set.origins.enumerated() {
        guard let identifier = origin.identifier else { continue }
        // An id that two items share names neither.
        byIdentifier[identifier] = byIdentifier[identifier] == nil ? index : -1
      }
      return byIdentifier
    }
    try side.forEachFile(in: patterns, endings: BenchmarkSet.fileEndings) { contents, path in
      try BenchmarkFile(path: path, contents: contents).forEachRecord { record, number in
        func refuse(_ problem: ScoreError.Problem) -> ScoreError {
          ScoreError(path: path, record: number, place: record.origin.place, problem: problem)
        }
        guard let set = set(of: record) else { throw refuse(.missing("benchmark")) }
        guard let position = sets.firstIndex(where: { $0.name == set }) else {
          throw refuse(.unknownBenchmark(set, known: sets.map(\.name)))
        }
        guard let named = record["item"]?.texts.first else { throw refuse(.missing("item")) }
        let index = numbers[position][named] ?? Int(named) ?? -1
        guard sets[position].items.indices.contains(index) else {
          throw refuse(.unknownItem(named, count: sets[position].items.count))
        }
        guard let score = try Self.score(record, refuse) else { throw refuse(.missing("score")) }
        var own = scores[position] ?? Array(repeating: nil, count: sets[position].items.count)
        guard own[index] == nil else { throw refuse(.repeatedItem(named)) }
        own[index] = score
        scores[position] = own
      }
    }
  }

  private func set(of record: BenchmarkRecord) -> String? {
    record["benchmark"]?.texts.first ?? (sets.count == 1 ? sets[0].name : nil)
  }

  private static func score(
    _ record: BenchmarkRecord, _ refuse: (ScoreError.Problem) -> ScoreError
  ) throws -> Double? {
    switch record["score"] {
    case .boolean(let value)?: return value ? 1 : 0
    case .number(let text)?, .text(let text)?:
      if text == "true" || text == "True" { return 1 }
      if text == "false" || text == "False" { return 0 }
      guard let score = Double(text), score.isFinite else { throw refuse(.notANumber(text)) }
      return score
    default: return nil
    }
  }
}

/// A record of a results file that cannot be used.
public struct ScoreError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case missing(String)
    case unknownBenchmark(String, known: [String])
    case unknownItem(String, count: Int)
    case repeatedItem(String)
    case notANumber(String)
  }

  public var path: String
  /// The record, counted from 1.
  public var record: Int
  public var place: BenchmarkError.Place
  public var problem: Problem

  public var description: String {
    "\(path):\(record) (line \(place.line), byte \(place.byteOffset)): error: \(message)"
  }

  private var message: String {
    switch problem {
    case .missing(let field):
      "the record has no field '\(field)', expected {\"benchmark\",\"item\",\"score\"}"
    case .unknownBenchmark(let name, let known):
      "found the set '\(name)', expected one of "
        + known.map { "'\($0)'" }.joined(separator: ", ")
    case .unknownItem(let name, let count):
      "found the item '\(name)', expected an id of the set's records that is theirs alone, or a "
        + "position from 0 to \(count - 1)"
    case .repeatedItem(let name):
      "the item '\(name)' has a score already; give one for each item"
    case .notANumber(let text): "the score is '\(text)', expected a number, true or false"
    }
  }
}
