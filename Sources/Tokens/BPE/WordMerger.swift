/// Merges the units of one word into tokens: repeatedly the pair of lowest rank, leftmost first.
///
/// Scratch of one worker. Source: Sennrich, Haddow and Birch 2016; byte level as in Radford et al. 2019.
struct WordMerger {
  /// Up to this length scanning all pairs beats a heap; the scan is quadratic, so no further.
  private static let longestScannedWord = 24
  /// Places in a window are 32 bits wide.
  private static let longestWindow = 1 << 30

  private let merges: MergeTable
  private let units: UnitTable
  private let makeRights: () -> RightMerges
  private let window: Int
  /// The window of the long word at hand.
  private var longWindow = 0
  private var cursor = UnitTable.Cursor()
  private var tokens = ContiguousArray<UInt32>()
  private var merger: UnitMerger
  private var rights: RightMerges?

  /// - Parameters:
  ///   - model: units and merges.
  ///   - window: how many units of a long word are merged together.
  ///   - makeRights: is called for the first long word.
  init(_ model: BytePairModel, window: Int, makeRights: @escaping () -> RightMerges) {
    merges = model.merges
    units = model.units
    self.window = window
    self.makeRights = makeRights
    merger = UnitMerger(model.merges)
  }

  /// Appends the tokens of a short word.
  mutating func merge(
    _ word: UnsafeBufferPointer<UInt8>, into output: inout ContiguousArray<UInt32>
  ) {
    tokens.removeAll(keepingCapacity: true)
    units.append(word, to: &tokens)
    if tokens.count <= Self.longestScannedWord {
      mergeByScan(into: &output)
    } else {
      _ = merger.merge(tokens, before: nil)
      merger.appendTokens(to: &output)
    }
  }

  /// Appends the tokens of a word of any length, window by window.
  ///
  /// Each window merges as far as its tokens do not depend on the rest of the word. The next begins
  /// at the border that this leaves: what lies behind a border of the tokens of a word encodes as it
  /// would alone, since no merge has crossed it. A window that settles less than half of its units
  /// makes the next one larger.
  ///
  /// Cost: O(n log window) and 24 bytes of scratch for each unit of a window.
  ///
  /// A word may come in several parts of whole characters: `isFirst` and `ends` tell whether this is
  /// the first and the last.
  ///
  /// - Returns: how many bytes are done with; the rest is to come again with the next part.
  @discardableResult
  mutating func merge(
    long part: UnsafeBufferPointer<UInt8>, isFirst: Bool = true, ends: Bool = true,
    into output: inout TokenOutput
  ) -> Int {
    // The last unit may be another one at the end of the word.
    let count = ends || !units.marksEnds ? part.count : units.lastUnit(of: part)
    let word = UnsafeBufferPointer(rebasing: part[..<count])
    cursor.offset = 0
    var mergedUnits = ContiguousArray<UInt32>()
    var settled = 0
    if isFirst {
      tokens.removeAll(keepingCapacity: true)
      longWindow = window
      cursor = UnitTable.Cursor()
    }
    while true {
      units.append(word, from: &cursor, upTo: longWindow, ends: ends, to: &tokens)
      if cursor.offset == word.count, !ends { return count }
      if cursor.offset < word.count, longWindow < Self.longestWindow {
        let known = rights ?? makeRights()
        rights = known
        // Windows of a text that repeats itself often are equal, and so are their tokens.
        if tokens != mergedUnits {
          mergedUnits = tokens
          settled = merger.merge(tokens, before: known)
        }
        tokens.removeSubrange(..<settled)
        if 2 * settled < longWindow { longWindow = min(2 * longWindow, Self.longestWindow) }
      } else {
        _ = merger.merge(tokens, before: nil)
        tokens.removeAll(keepingCapacity: true)
      }
      output.append { merger.appendTokens(to: &$0) }
      if cursor.offset == word.count, tokens.isEmpty { return count }
    }
  }

  private mutating func mergeByScan(into output: inout ContiguousArray<UInt32>) {
    var count = tokens.count
    let merges = merges
    tokens.withUnsafeMutableBufferPointer { tokens in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.longestScannedWord) { pairs in
        for index in 0..<max(count - 1, 0) {
          pairs[index] = merges.value(tokens[index], tokens[index &+ 1])
        }
        while count > 1 {
          var best = MergeTable.none
          var place = 0
          // Ranks alone are compared: of equal ones the leftmost merges.
          for index in 0..<(count &- 1) where pairs[index] &>> 32 < best &>> 32 {
            best = pairs[index]
            place = index
          }
          guard best != MergeTable.none else { break }
          tokens[place] = UInt32(truncatingIfNeeded: best)
          count &-= 1
          var index = place &+ 1
          while index < count {
            tokens[index] = tokens[index &+ 1]
            if index < count &- 1 { pairs[index] = pairs[index &+ 1] }
            index &+= 1
          }
          if place > 0 { pairs[place &- 1] = merges.value(tokens[place &- 1], tokens[place]) }
          if place < count &- 1 { pairs[place] = merges.value(tokens[place], tokens[place &+ 1]) }
        }
      }
    }
    for index in 0..<count { output.append(tokens[index]) }
  }
}
