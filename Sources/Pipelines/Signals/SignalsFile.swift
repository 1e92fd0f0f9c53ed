// A signals file: one row per document of a shard, one column per measured value.
//
//   offset  size     content (all integers little-endian)
//   0       8        magic "SLSG" u32, version u32 (1)
//   8       8        length of the header text u64
//   16      …        header: JSON {"columns":[names],"fates":[names],"rows":n}, padded with spaces to 8 bytes
//   …       8 n      record index of each row, u64, ascending
//   …       8 n      fate of each row, u64: index into "fates" ("kept", or "<stage>/<rule>")
//   …       8 n c    the columns one after another, IEEE double; NaN where not measured
//   -16     16       128-bit stable hash of everything before it
//
// Fragments, which passes hand to one another, have the same form.

/// Rows of measured values of one shard.
public struct SignalRows: Sendable, Equatable {
  /// Names of the measured values, sorted.
  public var columns: [String] = []
  /// What can happen to a document: `kept`, or `<stage>/<rule>`.
  public var fates: [String] = []
  /// Record index of each row, from 0, ascending.
  public var records: [UInt64] = []
  /// Index into `fates` of each row.
  public var rowFates: [UInt64] = []
  /// One array per column, as long as `records`; NaN where not measured.
  public var values: [[Double]] = []

  public init() {}

  /// Adds a row from a document's notes.
  mutating func append(record: Int, fate: String, notes: Notes) {
    if let index = fates.firstIndex(of: fate) {
      rowFates.append(UInt64(index))
    } else {
      rowFates.append(UInt64(fates.count))
      fates.append(fate)
    }
    records.append(UInt64(record))
    for column in values.indices { values[column].append(.nan) }
    for entry in notes.entries {
      guard case .number(let number) = entry.value else { continue }
      let column: Int
      if let known = columns.firstIndex(of: entry.name) {
        column = known
      } else {
        column = columns.count
        columns.append(entry.name)
        values.append([Double](repeating: .nan, count: records.count))
      }
      values[column][records.count - 1] = number
    }
  }

  /// The union of several sets of rows: columns and fates sorted by name, rows by record.
  ///
  /// The rows of each part are ascending. Memory is that of the result, and nothing is copied where one
  /// part has all rows.
  static func merged(_ parts: [SignalRows]) -> SignalRows {
    var result = SignalRows()
    result.columns = Set(parts.flatMap(\.columns)).sorted()
    result.fates = Set(parts.flatMap(\.fates)).sorted()
    let fateNumbers = parts.map { rows in
      rows.fates.map { name in UInt64(result.fates.firstIndex(of: name) ?? 0) }
    }
    let sources = parts.map { rows in
      result.columns.map { name in rows.columns.firstIndex(of: name) }
    }
    let filled = parts.indices.filter { !parts[$0].records.isEmpty }
    if filled.count == 1, let part = filled.first {
      let rows = parts[part]
      result.records = rows.records
      result.rowFates = rows.rowFates
      if rows.fates != result.fates {
        for row in result.rowFates.indices {
          result.rowFates[row] = fateNumbers[part][Int(result.rowFates[row])]
        }
      }
      result.values = sources[part].map { source in
        source.map { rows.values[$0] } ?? [Double](repeating: .nan, count: rows.records.count)
      }
      return result
    }
    result.values = result.columns.map { _ in [] }
    var next = parts.map { _ in 0 }
    while let part = Self.least(parts, next) {
      let row = next[part]
      next[part] += 1
      result.records.append(parts[part].records[row])
      result.rowFates.append(fateNumbers[part][Int(parts[part].rowFates[row])])
      for column in result.columns.indices {
        let value = sources[part][column].map { parts[part].values[$0][row] }
        result.values[column].append(value ?? .nan)
      }
    }
    return result
  }

  /// The part whose next row has the smallest record; nil at the end of all.
  private static func least(_ parts: [SignalRows], _ next: [Int]) -> Int? {
    var found: (part: Int, record: UInt64)?
    for part in parts.indices where next[part] < parts[part].records.count {
      let record = parts[part].records[next[part]]
      if record < found?.record ?? .max { found = (part, record) }
    }
    return found?.part
  }
}
