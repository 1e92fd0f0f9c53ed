/// The known name nearest to a mistyped one, if it is near enough to suggest.
///
/// Near enough: a restricted Damerau-Levenshtein distance of at most two, or one third of the length.
public func nearestName(to name: String, among known: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var best: (name: String, distance: Int)?
  for candidate in known.sorted() {
    let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars))
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(2, wanted.count / 3) else { return nil }
  return best.name
}

private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var before: [Int] = []
  var previous = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    for column in second.indices {
      let substitution = previous[column] + (first[row] == second[column] ? 0 : 1)
      var least = min(substitution, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        least = min(least, before[column - 1] + 1)
      }
      current.append(least)
    }
    before = previous
    previous = current
  }
  return previous[second.count]
}
