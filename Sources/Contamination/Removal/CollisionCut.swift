/// What is left of a text when its collisions are cut out with a window on both sides.
///
/// Source: Brown et al. 2020, appendix C.
package struct CollisionCut: Equatable {
  /// Byte ranges that remain between the windows, none empty, in text order.
  package var pieces: [Range<Int>] = []
  /// Unicode scalars inside the windows.
  package var removedCharacters = 0

  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - collisions: byte ranges of collisions at scalar borders, sorted by their lower bounds; they
  ///     may overlap.
  ///   - windowCharacters: Unicode scalars to cut on each side of a collision.
  package init(of text: [UInt8], at collisions: [Range<Int>], windowCharacters: Int) {
    var kept = 0
    var window: Range<Int>?
    for collision in collisions {
      let lower = Self.offset(in: text, from: collision.lowerBound, back: windowCharacters)
      let upper = Self.offset(in: text, from: collision.upperBound, forward: windowCharacters)
      if let open = window, lower <= open.upperBound {
        window = open.lowerBound..<max(open.upperBound, upper)
      } else {
        if let open = window { cut(open, from: text, keptUpTo: &kept) }
        window = lower..<upper
      }
    }
    if let window { cut(window, from: text, keptUpTo: &kept) }
    if kept < text.count { pieces.append(kept..<text.count) }
  }

  private mutating func cut(_ window: Range<Int>, from text: [UInt8], keptUpTo kept: inout Int) {
    if kept < window.lowerBound { pieces.append(kept..<window.lowerBound) }
    removedCharacters += Self.characters(in: window, of: text)
    kept = window.upperBound
  }

  /// The number of Unicode scalars in a byte range at scalar borders.
  package static func characters(in range: Range<Int>, of text: [UInt8]) -> Int {
    text[range].count { $0 & 0xC0 != 0x80 }
  }

  private static func offset(in text: [UInt8], from start: Int, back characters: Int) -> Int {
    var offset = start
    for _ in 0..<characters where offset > 0 {
      offset -= 1
      while offset > 0, text[offset] & 0xC0 == 0x80 { offset -= 1 }
    }
    return offset
  }

  private static func offset(in text: [UInt8], from start: Int, forward characters: Int) -> Int {
    var offset = start
    for _ in 0..<characters where offset < text.count {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }
}
