/// Chooses fingerprints so that equal windows of a text always choose the same one.
///
/// A window stands for its smallest fingerprint, the last of equal ones: a choice that follows from the
/// window's content alone, wherever it stands. Windows in a row that choose the same place are one run,
/// on average (`fingerprintsPerWindow` + 1) / 2 windows long in a text without repeats.
///
/// Source: winnowing, Schleimer, Wilkerson and Aiken 2003, without their rule that keeps an equal earlier
/// choice, since that looks beyond the window.
package enum WindowFingerprints {
  /// Windows in a row that choose the fingerprint at one place.
  package struct Run: Equatable {
    /// Word at which the first window begins.
    package var firstWindow: Int
    /// Windows in the run, which begin at consecutive words.
    package var count: Int
    /// Word at which the chosen fingerprint begins.
    package var place: Int
  }

  /// Calls `body` with the runs of a text in order; they cover each window once.
  ///
  /// - Parameters:
  ///   - fingerprints: one per word at which one begins.
  ///   - width: fingerprints in a window, at least 1; a text with fewer has no window.
  ///   - body: takes a run.
  package static func forEachRun(
    in fingerprints: ContiguousArray<UInt64>, width: Int, _ body: (Run) throws -> Void
  ) rethrows {
    guard width > 0, fingerprints.count >= width else { return }
    var run = Run(firstWindow: 0, count: 0, place: lastMinimum(of: fingerprints, 0..<width))
    for window in 0...(fingerprints.count - width) {
      let last = window + width - 1
      var place = run.place
      if place < window {
        place = lastMinimum(of: fingerprints, window..<last + 1)
      } else if fingerprints[last] <= fingerprints[place] {
        place = last
      }
      if place != run.place {
        try body(run)
        run = Run(firstWindow: window, count: 0, place: place)
      }
      run.count += 1
    }
    try body(run)
  }

  private static func lastMinimum(
    of fingerprints: ContiguousArray<UInt64>, _ range: Range<Int>
  ) -> Int {
    var place = range.lowerBound
    for index in range where fingerprints[index] <= fingerprints[place] { place = index }
    return place
  }
}
