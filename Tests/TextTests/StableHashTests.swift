import TestSupport
import Testing
import Text

@Suite("Stable hashes")
struct StableHashTests {
  private func checksum(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    StableHash.checksum64(bytes.span, seed: seed)
  }

  @Test("a checksum changes with every byte, with the length and with the seed")
  func everyByte() {
    var random = SplitMix64(seed: 1)
    var seen: Set<UInt64> = []
    var made = 0
    for count in [0, 1, 7, 8, 31, 32, 33, 63, 64, 65, 200] {
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      seen.formUnion([checksum(bytes), checksum(bytes, seed: 1), checksum(bytes + [0])])
      made += 3
      for index in bytes.indices {
        bytes[index] ^= 1
        seen.insert(checksum(bytes))
        bytes[index] ^= 1
        made += 1
      }
    }
    #expect(seen.count == made)
  }

  @Test(
    "a checksum notices words that change places",
    arguments: [(0, 1), (1, 2), (0, 3), (0, 4), (1, 7)])
  func order(one: Int, other: Int) {
    let bytes = (0..<64).map { UInt8($0) }
    var swapped = bytes
    for index in 0..<8 { swapped.swapAt(8 * one + index, 8 * other + index) }
    #expect(checksum(swapped) != checksum(bytes))
  }

  @Test("the checksum of a hundred bytes is that of the same formula in Python")
  func golden() {
    #expect(checksum((0..<100).map { UInt8($0) }) == 0x5e724ab7c62fbcfc)
  }
}
