/// An expression with its sets of scalars taken out: syntax that PCRE2 shares with Oniguruma, and
/// numbers of sets.
struct ExpressionTemplate {
  enum Part: Hashable {
    case syntax(String)
    case set(Int)
  }
  var parts: [Part] = []
  /// Every set once.
  private(set) var sets: [ScalarSet] = []
  private var numbers: [ScalarSet: Int] = [:]

  /// How many assertions look back.
  var lookBehindCount: Int {
    parts.reduce(0) { count, part in
      guard case .syntax(let text) = part else { return count }
      return count + text.split(separator: "(?<", omittingEmptySubsequences: false).count - 1
    }
  }

  /// The part that matches one scalar of a set.
  mutating func part(for set: ScalarSet) -> Part {
    if let number = numbers[set] { return .set(number) }
    numbers[set] = sets.count
    sets.append(set)
    return .set(sets.count - 1)
  }
}
