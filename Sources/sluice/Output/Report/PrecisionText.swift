/// What the exact check of near duplicates found, in sentences.
struct PrecisionText {
  private let precision: PrecisionReport

  init(_ precision: PrecisionReport) { self.precision = precision }

  var sentences: [String] { [drawn, found].compactMap { $0 } + error + lowest }

  private var drawn: String {
    let sampled = Numbers.grouped(precision.sampled)
    var text =
      "exact check: "
      + (precision.sampled == precision.population
        ? "all \(sampled) dropped near duplicates"
        : "\(sampled) of \(Numbers.grouped(precision.population)) dropped near duplicates, drawn "
          + "by hash,")
      + " compared by all their shingles"
    if precision.edited > 0 {
      text +=
        "; \(Numbers.grouped(precision.edited)) of them not, for a later stage edited the "
        + "survivor"
    }
    return text
  }

  private var found: String? {
    guard let share = precision.share else { return nil }
    var asked = "similarity \(Numbers.fixed(precision.minimumSimilarity, 3))"
    if let containment = precision.minimumContainment {
      asked += " or containment \(Numbers.fixed(containment, 3))"
    }
    let counted = "\(Numbers.grouped(precision.hits)) of \(Numbers.grouped(precision.checked))"
    return "precision: \(counted) have \(asked) or more: \(Numbers.share(share)) "
      + "(95 % interval \(Numbers.share(precision.low)) to \(Numbers.share(precision.high)))"
  }

  private var error: [String] {
    guard let error = precision.error else { return [] }
    guard error.exact < precision.checked else {
      return ["measured less exact: no difference in any pair"]
    }
    return [
      "measured less exact: \(Numbers.grouped(error.exact)) of "
        + "\(Numbers.grouped(precision.checked)) without a difference; mean "
        + "\(Numbers.fixed(error.mean, 4)), standard deviation "
        + "\(Numbers.fixed(error.standardDeviation, 4)), from \(Numbers.fixed(error.smallest, 4)) "
        + "to \(Numbers.fixed(error.largest, 4))"
    ]
  }

  private var lowest: [String] {
    guard precision.hits < precision.checked else { return [] }
    return ["least similar:"]
      + precision.lowest.map {
        "  \($0.dropped)  \(Numbers.fixed($0.exact, 3)) (measured \(Numbers.fixed($0.measured, 3)))"
          + "  \($0.survivor)"
      }
  }
}
