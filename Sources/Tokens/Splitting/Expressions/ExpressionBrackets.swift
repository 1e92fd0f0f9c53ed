extension ExpressionParser {
  /// The set of a bracket expression, which comes next: ranges, escapes, POSIX names, brackets in
  /// brackets, and intersections.
  mutating func bracket(_ options: Options) throws(TokenizerError) -> ScalarSet {
    let inner = try bracketSet(options, depth: 0)
    let set = options.ignoresCase ? inner.set.caseClosed : inner.set
    return inner.isNegated ? set.complement : set
  }

  private mutating func bracketSet(
    _ options: Options, depth: Int
  ) throws(TokenizerError) -> (set: ScalarSet, isNegated: Bool) {
    guard depth < 50 else { throw unsupported("brackets nested this deep") }
    guard skip("[") else { throw malformed("no [ where one is due") }
    let isNegated = skip("^")
    var intersection: ScalarSet?
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while let scalar = next {
      if scalar == "]", !isFirst {
        position += 1
        let last = ScalarSet(ranges)
        return (intersection?.intersection(last) ?? last, isNegated)
      }
      isFirst = false
      if skip("&&") {
        let left = ScalarSet(ranges)
        intersection = intersection?.intersection(left) ?? left
        ranges = []
      } else if let set = try bracketClass(options, depth: depth) {
        ranges += set.ranges
        guard next != "-" || scalars[(position + 1)...].first == "]" else {
          throw malformed("a range from a class")
        }
      } else {
        ranges.append(try bracketRange(options))
      }
    }
    throw malformed("an open bracket")
  }

  /// A class inside brackets; nil where a scalar or a range comes next.
  private mutating func bracketClass(
    _ options: Options, depth: Int
  ) throws(TokenizerError) -> ScalarSet? {
    if skip("[:") {
      let inverts = skip("^")
      let name = try text(upTo: ":")
      guard skip("]"), let set = PropertyNames.set(ofBracket: name) else {
        throw unsupported("the bracket [:\(name):]")
      }
      return inverts ? set.complement : set
    }
    if next == "[" {
      let inner = try bracketSet(options, depth: depth + 1)
      return inner.isNegated ? inner.set.complement : inner.set
    }
    guard next == "\\" else { return nil }
    position += 1
    if let found = try classEscape() { return found.isNegated ? found.set.complement : found.set }
    position -= 1
    return nil
  }

  private mutating func bracketRange(_ options: Options) throws(TokenizerError) -> ClosedRange<
    UInt32
  > {
    let lower = try bracketScalar().value
    var upper = lower
    if next == "-", let after = scalars[(position + 1)...].first, after != "]" {
      position += 1
      guard after != "[", !skip("&&") else { throw unsupported("- before \(after) in brackets") }
      upper = try bracketScalar().value
      guard lower <= upper else { throw malformed("an empty range in brackets") }
      guard next != "-" || scalars[(position + 1)...].first == "]" else {
        throw unsupported("a range after a range in brackets")
      }
    }
    if options.ignoresCase { try refuseLongFolding(ScalarSet([lower...upper])) }
    return lower...upper
  }

  private mutating func bracketScalar() throws(TokenizerError) -> Unicode.Scalar {
    guard let scalar = next else { throw malformed("an open bracket") }
    position += 1
    guard scalar == "\\" else { return scalar }
    if next == "b" {
      position += 1
      return "\u{8}"
    }
    let start = position
    if try classEscape() != nil { throw malformed("a range to a class") }
    position = start
    return try scalarEscape()
  }
}
