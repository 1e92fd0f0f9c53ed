/// What a deduplication stage did, as text for a terminal.
struct DeduplicationText {
  let report: DeduplicationReport

  /// Rows and columns of a matrix at most; beyond, its largest cells are listed.
  private static let matrixSources = 8
  private static let cellsListed = 20

  var lines: [String] {
    ["", "\(report.stage): \(headline)"] + TextReport.table(sourceRows) + clusters + matrix
      + precision + examples
  }

  /// One sentence about the stage, without a full stop.
  var headline: String {
    let documents = report.sources.reduce(0) { $0 + $1.documents }
    let dropped = report.sources.reduce(0) { $0 + $1.dropped }
    let edited = report.sources.reduce(0) { $0 + $1.edited }
    var text =
      "\(Numbers.grouped(dropped)) of \(Numbers.grouped(documents)) documents dropped, "
      + Numbers.percent(dropped, of: documents)
    if edited > 0 { text += "; cut in \(Numbers.grouped(edited))" }
    if let clusters = report.clusters {
      text +=
        "; \(Numbers.grouped(clusters.count)) clusters of "
        + "\(Numbers.grouped(clusters.documents)) documents"
    }
    return text
  }

  /// What was dropped of each source, under a header.
  var sourceRows: [[String]] {
    [["source", "documents", "dropped", "fraction", "text dropped", "of text read", "cut in"]]
      + report.sources.map { source in
        [
          source.name, Numbers.grouped(source.documents), Numbers.grouped(source.dropped),
          Numbers.share(source.droppedFraction), Numbers.bytes(source.droppedBytes),
          Numbers.share(source.droppedBytesFraction), Numbers.grouped(source.edited),
        ]
      }
  }

  private var clusters: [String] {
    guard let clusters = report.clusters, clusters.count > 0 else { return [] }
    let most = clusters.sizes.reduce(1) { max($0, $1.clusters) }
    let rows =
      [["documents", "clusters"]]
      + clusters.sizes.map { [$0.label, Numbers.grouped($0.clusters)] }
    let bars = [""] + clusters.sizes.map { String(repeating: "#", count: 40 * $0.clusters / most) }
    var lines = ["", "  clusters by size"]
    lines += zip(TextReport.table(rows), bars).map { "  \($0)  \($1)".trimmedAtEnd }
    // None where all survivors are of earlier runs.
    if !clusters.largest.isEmpty { lines += ["", "  largest clusters"] }
    for cluster in clusters.largest {
      let origins = cluster.sources.map { "\($0.source) \(Numbers.grouped($0.dropped))" }
      lines.append(
        "    \(Numbers.grouped(cluster.size)) documents, dropped of "
          + origins.joined(separator: ", "))
      lines.append("      kept \(Self.describe(cluster.survivor))")
      lines += cluster.members.map { "      dropped \(Self.describe($0))" }
    }
    return lines
  }

  private static func describe(_ member: ClusterReport.Member) -> String {
    guard let excerpt = member.excerpt else { return SafeText.line(member.document) }
    return SafeText.line(member.document) + "  " + String(SafeText.line(excerpt).prefix(60))
  }

  private var matrix: [String] {
    guard let cells = report.matrix, !cells.isEmpty else { return [] }
    let matrix = SourceMatrix(cells)
    guard max(matrix.rows.count, matrix.columns.count) <= Self.matrixSources else {
      let largest = cells.sorted { ($1.documents, $0.dropped) < ($0.documents, $1.dropped) }
      return ["", "  dropped documents by their source and the survivor's (largest numbers)"]
        + TextReport.table(
          [["dropped of", "for one of", "documents"]]
            + largest.prefix(Self.cellsListed).map {
              [$0.dropped, $0.survivor ?? SourceMatrix.elsewhere, Numbers.grouped($0.documents)]
            }
        ).map { "  " + $0 }
    }
    let rows =
      [["dropped of \\ for one of"] + matrix.columns]
      + matrix.rows.map { row in
        [row]
          + matrix.columns.map { column in
            matrix.documents(row, column).map(Numbers.grouped) ?? "-"
          }
      }
    return ["", "  dropped documents by their source and the survivor's"]
      + TextReport.table(rows).map { "  " + $0 }
  }

  private var precision: [String] {
    guard let precision = report.precision else { return [] }
    return [""] + PrecisionText(precision).sentences.map { "  " + $0 }
  }

  private var examples: [String] {
    guard let examples = report.examples, !examples.isEmpty else { return [] }
    return ["", "  examples: the dropped document on the left, the survivor on the right"]
      + examples.flatMap { pair in
        ["", "  \(pair.title)"] + SideBySide.lines(pair.rows).map { "    " + $0 }
      }
  }
}

extension ClusterReport.Size {
  /// `2`, `3-4`, `10000-`.
  var label: String { to == from ? "\(from)" : "\(from)-\(to.map { "\($0)" } ?? "")" }
}

extension ExamplePair {
  /// How near the dropped document is to the survivor, to stand between their names.
  var measure: String {
    isContained
      ? "has \(Numbers.share(value)) of its shingles in"
      : "has similarity \(Numbers.fixed(value, 3)) to"
  }

  /// What the pair is.
  var title: String {
    "\(dropped) \(measure) \(survivor)"
      + (isSurvivorEdited == true ? " (a later stage edited the survivor)" : "")
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
