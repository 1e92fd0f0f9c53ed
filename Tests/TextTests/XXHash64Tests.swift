import Testing
import Text

@Suite struct XXHash64Tests {
  @Test(
    "values are those of the reference implementation",
    arguments: [
      // Computed with python-xxhash 4.1.0.
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("abcdefgh", 0x3AD3_5177_5B46_34B7),
      ("the quick brown fox jumps over the lazy dog", 0xED71_4233_C5A9_A792),
    ] as [(String, UInt64)])
  func texts(text: String, expected: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) } == expected)
  }

  @Test(
    "all lengths of the tail are hashed",
    arguments: [
      (31, 0xC346_D2B5_9B4D_8EE1), (32, 0xCBF5_9C51_16FF_32B4), (100, 0x6AC1_E580_3216_6597),
    ] as [(Int, UInt64)])
  func counts(count: Int, expected: UInt64) {
    let bytes = (0..<count).map { UInt8($0) }
    #expect(bytes.withUnsafeBytes { XXHash64.hash($0) } == expected)
  }
}
