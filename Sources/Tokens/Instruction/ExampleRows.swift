/// Conversations as training rows: one to a row, or packed by best fit with their starts told.
///
/// The first token of a conversation is never a target; what is left of a row is padding without loss.
/// Longer conversations are cut; those in which nothing is trained then are left out. Memory: five bytes
/// a token.
public struct ExampleRows: TokenRows {
  public let length: Int
  public var count: Int { rows.count }
  private let examples: [SupervisedExample]
  private let padding: UInt32
  /// The examples of each row.
  private var rows: [[Int]]
  private var summary = PackingReport()

  /// - Parameters:
  ///   - examples: in the order of the rows.
  ///   - length: inputs per row, at least 1.
  ///   - padding: the token that fills rows.
  ///   - isPacked: whether conversations share rows.
  /// - Precondition: fewer than 2^32 - 1 examples.
  public init(_ examples: [SupervisedExample], length: Int, padding: UInt32, isPacked: Bool) {
    precondition(length >= 1, "a row holds at least one input")
    self.length = length
    self.padding = padding
    var usable: [SupervisedExample] = []
    for var example in examples {
      summary.documents += 1
      summary.tokens += example.tokens.count
      let whole = example.tokens.count
      if example.truncate(to: length + 1) { summary.cutDocuments += 1 }
      let isUsable = example.trained.dropFirst().contains(true)
      if isUsable { usable.append(example) }
      summary.unusedTokens += whole - (isUsable ? example.tokens.count : 0)
    }
    if isPacked {
      let fit = BestFit(usable.map { UInt32($0.tokens.count) }, capacity: length + 1)
      rows = [[Int]](repeating: [], count: fit.rowCount)
      for (example, row) in fit.rows.enumerated() { rows[Int(row)].append(example) }
    } else {
      rows = usable.indices.map { [$0] }
    }
    self.examples = usable
    summary.rows = rows.count
    summary.inputs = rows.count * length
    for row in rows {
      let held = row.reduce(0) { $0 + usable[$1].tokens.count }
      summary.paddingTokens += max(length - held, 0)
    }
  }

  public func read(_ ordinal: Int, into row: inout TokenRow) {
    precondition(ordinal >= 0 && ordinal < count, "row \(ordinal) of \(count)")
    row.clear()
    for example in rows[ordinal] {
      let start = row.tokens.count
      if start > 0 { row.documentStarts.append(start) }
      row.tokens.append(contentsOf: examples[example].tokens)
      row.trained.append(contentsOf: examples[example].trained)
      row.trained[start] = false
    }
    let missing = length + 1 - row.tokens.count
    row.tokens.append(contentsOf: repeatElement(padding, count: missing))
    row.trained.append(contentsOf: repeatElement(false, count: missing))
  }

  public func report() -> PackingReport { summary }
}
