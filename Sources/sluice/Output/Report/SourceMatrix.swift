/// The sources of dropped documents (rows) and of their survivors (columns), in plan order.
struct SourceMatrix {
  /// What survivors are called that an index knows from earlier runs.
  static let elsewhere = "(earlier runs)"

  private(set) var rows: [String] = []
  private(set) var columns: [String] = []
  private var counts: [String: [String: Int]] = [:]

  /// Cells as a report lists them: by row.
  init(_ cells: [DeduplicationReport.MatrixCell]) {
    for cell in cells {
      let column = cell.survivor ?? Self.elsewhere
      if rows.last != cell.dropped { rows.append(cell.dropped) }
      if !columns.contains(column) { columns.append(column) }
      counts[cell.dropped, default: [:]][column] = cell.documents
    }
    // Rows stand in plan order; columns follow it as far as they are rows.
    let places = Dictionary(
      rows.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    columns = columns.enumerated().sorted {
      (places[$0.element] ?? rows.count, $0.offset) < (places[$1.element] ?? rows.count, $1.offset)
    }
    .map(\.element)
  }

  /// The documents of a cell; nil for none.
  func documents(_ row: String, _ column: String) -> Int? { counts[row]?[column] }
}
