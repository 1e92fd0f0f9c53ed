import Contamination
import TestSupport
import Testing

@Suite("Cutting collisions")
struct CollisionCutTests {
  @Test("windows are counted in Unicode scalars")
  func scalars() {
    let text = Array("ééééé123😀😀😀😀😀".utf8)
    let cut = CollisionCut(of: text, at: [10..<13], windowCharacters: 2)
    #expect(cut.pieces == [0..<6, 21..<33])
    #expect(cut.removedCharacters == 7)
  }

  @Test("windows that touch or overlap leave no piece between them")
  func touching() {
    let text = [UInt8](repeating: 0x61, count: 100)
    let touching = CollisionCut(of: text, at: [20..<30, 50..<60], windowCharacters: 10)
    #expect(touching.pieces == [0..<10, 70..<100])
    let apart = CollisionCut(of: text, at: [20..<30, 51..<60], windowCharacters: 10)
    #expect(apart.pieces == [0..<10, 40..<41, 70..<100])
  }

  @Test("a window ends with the text", arguments: [0, 5, 1000])
  func edges(window: Int) {
    let text = [UInt8](repeating: 0x61, count: 10)
    let cut = CollisionCut(of: text, at: [0..<10], windowCharacters: window)
    #expect(cut.pieces.isEmpty)
    #expect(cut.removedCharacters == 10)
  }

  @Test("pieces are what no window covers", arguments: UInt64(0)..<100)
  func property(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("aé中😀".unicodeScalars)
    let scalars = (0..<Int.random(in: 1...80, using: &random)).map { _ in
      alphabet[Int.random(in: 0..<4, using: &random)]
    }
    var starts: [Int] = [0]
    for scalar in scalars { starts.append(starts[starts.count - 1] + UTF8.width(scalar)) }
    let window = Int.random(in: 0...6, using: &random)
    var covered = [Bool](repeating: false, count: scalars.count)
    var collisions: [Range<Int>] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let first = Int.random(in: 0..<scalars.count, using: &random)
      let end = Int.random(in: first + 1...scalars.count, using: &random)
      collisions.append(starts[first]..<starts[end])
      for position in max(0, first - window)..<min(scalars.count, end + window) {
        covered[position] = true
      }
    }
    collisions.sort { $0.lowerBound < $1.lowerBound }
    var expected: [Range<Int>] = []
    for position in scalars.indices where !covered[position] {
      if let last = expected.last, last.upperBound == starts[position] {
        expected[expected.count - 1] = last.lowerBound..<starts[position + 1]
      } else {
        expected.append(starts[position]..<starts[position + 1])
      }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    let cut = CollisionCut(of: Array(String(text).utf8), at: collisions, windowCharacters: window)
    #expect(cut.pieces == expected)
    #expect(cut.removedCharacters == covered.count(where: { $0 }))
  }
}
