import Contamination
import Testing

@Suite("Overlap between evaluation sets")
struct SetOverlapTests {
  @Test("test items that stand in the training split are named with their twins")
  func splits() throws {
    let items = (0..<10).map { prose(words: 30, seed: UInt64($0)) }
    let sets = [
      makeSet("test", Array(items[..<5])),
      makeSet("train", [items[7], "Well: " + items[2].uppercased(), items[4], items[8]]),
      makeSet("other", [items[9]]),
    ]
    let overlaps = SetOverlap.find(by: try ContaminationCheck(of: sets))
    #expect(overlaps.map(\.corpus) == ["test", "train"])
    #expect(overlaps.map(\.benchmark) == ["train", "test"])
    #expect(overlaps[1].dirty == 2)
    #expect(overlaps[1].testable == 5)
    #expect(overlaps[1].pairs.map(\.item) == [2, 4])
    #expect(overlaps[1].pairs.map(\.found) == [1, 2])
    #expect(overlaps[1].pairs[1].text == items[4])
  }

  @Test("a set alone overlaps with nothing")
  func alone() throws {
    let sets = [makeSet("test", [prose(words: 30, seed: 1)])]
    #expect(SetOverlap.find(by: try ContaminationCheck(of: sets)).isEmpty)
  }
}
