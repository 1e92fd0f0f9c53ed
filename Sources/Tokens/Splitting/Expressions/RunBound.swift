/// How far an expression can tell places in a long run of one character apart.
enum RunBound {
  /// Expressions that count further than this do without.
  private static let greatest = 4096

  private struct Level {
    var scalars = 0
    /// Characters that the last item takes at most, loops once.
    var last = 0
    var lastIsSet = false
  }

  /// Characters at both ends of a run beyond which all that counts is that there are more; nil where
  /// the expression repeats more than one character without bound.
  static func scalars(_ parts: [ExpressionTemplate.Part]) -> Int? {
    var levels = [Level()]
    for part in parts {
      switch part {
      case .set: add(1, isSet: true, to: &levels)
      case .syntax(let text):
        guard read(text, &levels) else { return nil }
      }
      guard levels.allSatisfy({ $0.scalars + $0.last <= greatest }) else { return nil }
    }
    guard levels.count == 1 else { return nil }
    return 4 * (levels[0].scalars + levels[0].last) + 64
  }

  private static func add(_ scalars: Int, isSet: Bool, to levels: inout [Level]) {
    let top = levels.count - 1
    levels[top].scalars += levels[top].last
    levels[top].last = scalars
    levels[top].lastIsSet = isSet
  }

  /// Takes in syntax: openings and ends of groups, alternatives, places, or one repeat.
  private static func read(_ text: String, _ levels: inout [Level]) -> Bool {
    if let first = text.first, "*+?{".contains(first) { return repeatLast(text, &levels) }
    for character in text {
      switch character {
      case "(": levels.append(Level())
      case ")":
        guard levels.count > 1, let level = levels.popLast() else { return false }
        add(level.scalars + level.last, isSet: false, to: &levels)
      default: break
      }
    }
    // What stands for a place is taken as one character.
    if !text.contains(where: { "()|".contains($0) }) { add(1, isSet: false, to: &levels) }
    return true
  }

  private static func repeatLast(_ text: String, _ levels: inout [Level]) -> Bool {
    let top = levels.count - 1
    let counts = text.drop { $0 == "{" }.prefix { $0 != "}" }.split(
      separator: ",", omittingEmptySubsequences: false)
    if text.hasPrefix("?") {
      levels[top].lastIsSet = false
      return true
    }
    if text.hasPrefix("{"), let last = counts.last, let most = Int(last) {
      guard most <= greatest else { return false }
      levels[top].last *= max(most, 1)
      levels[top].lastIsSet = false
      return true
    }
    guard levels[top].lastIsSet else { return false }
    let least = text.hasPrefix("{") ? counts.first.flatMap { Int($0) } ?? 0 : 1
    guard least <= greatest else { return false }
    levels[top].last = least + 1
    levels[top].lastIsSet = false
    return true
  }
}
