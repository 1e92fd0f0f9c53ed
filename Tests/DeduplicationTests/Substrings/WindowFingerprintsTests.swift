import Deduplication
import TestSupport
import Testing

@Suite struct WindowFingerprintsTests {
  @Test(
    "each window is in one run, and its run names its last smallest fingerprint",
    arguments: UInt64(0)..<60)
  func everyWindow(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let width = Int.random(in: 1...9, using: &random)
    let fingerprints = ContiguousArray(
      (0..<Int.random(in: 0...60, using: &random)).map { _ in
        UInt64.random(in: 0..<6, using: &random)
      })
    var places: [Int] = []
    WindowFingerprints.forEachRun(in: fingerprints, width: width) { run in
      #expect(run.firstWindow == places.count)
      #expect(run.count > 0)
      places += Array(repeating: run.place, count: run.count)
    }
    let expected = (0..<max(0, fingerprints.count - width + 1)).map { window -> Int in
      let range = window..<window + width
      let least = fingerprints[range].min()
      return range.last { fingerprints[$0] == least } ?? -1
    }
    #expect(places == expected)
  }
}
