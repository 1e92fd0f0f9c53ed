import Deduplication
import Pipelines

/// How likely near duplicates are to be found, for each stage that looks for them.
enum CandidateTable {
  /// One stage in `plan --json`.
  struct Row: Encodable {
    var stage: String
    var curve: CandidateCurve
  }

  static func rows(of stages: [StageInstance]) -> [Row] {
    stages.compactMap { stage in
      guard let settings = stage.settings as? MinHashSettings else { return nil }
      return Row(stage: stage.label, curve: settings.candidateCurve)
    }
  }

  /// The chances as text: a line that names the bands, and a table.
  static func lines(_ rows: [Row]) -> [String] {
    rows.flatMap { row in
      let curve = row.curve
      return [
        "\(row.stage): \(curve.bands) bands of \(curve.rows) rows, "
          + "threshold \(twoDecimals(curve.threshold))"
      ]
        + TextReport.table([
          ["similarity of a pair"] + curve.points.map { twoDecimals($0.similarity) },
          ["chance of being found"] + curve.points.map { twoDecimals($0.probability) },
        ])
    }
  }

  private static func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
