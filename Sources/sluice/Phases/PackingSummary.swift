import Tokens

/// What packing made of the documents, for the log and the report.
struct PackingSummary: Encodable {
  /// The same in words.
  var sentence: String
  var method: String
  var rows: Int
  var documents: Int
  var cutDocuments: Int
  var cutFraction: Double
  var paddingFraction: Double
  var unusedTokens: Int
  /// Records that could not be used.
  var leftOut: Int

  /// `leftOut`: what was wrong with records that could not be used.
  init(_ packing: Packing, _ report: PackingReport, leftOut problems: [String] = []) {
    leftOut = problems.count
    method = packing.rawValue
    rows = report.rows
    documents = report.documents
    cutDocuments = report.cutDocuments
    cutFraction = report.cutFraction
    paddingFraction = report.paddingFraction
    unusedTokens = report.unusedTokens
    sentence =
      "\(Numbers.grouped(rows)) rows of \(Numbers.grouped(documents)) documents (\(method)): "
      + "\(Numbers.percent(cutDocuments, of: documents)) of the documents cut, "
      + "\(Numbers.percent(report.paddingTokens, of: report.inputs)) padding"
      + (problems.first.map { "; \(problems.count) left out, first \($0)" } ?? "")
  }
}
