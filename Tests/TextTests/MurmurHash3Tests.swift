import Testing
import Text

@Suite struct MurmurHash3Tests {
  // Values of the Python package murmurhash 1.0.16 (mrmr.hash, MurmurHash3 x86 32-bit, seed 42).
  @Test(
    "hashes equal an independent implementation",
    arguments: [
      ("", 142593372),
      ("a", 3001393763),
      ("ab", 3610054215),
      ("abc", 1313807976),
      ("abcd", 3898664396),
      ("hello", 3806057185),
      ("spark", 4068910582),
      ("Größe", 2840210945),
      ("the quick brown fox", 2314002818),
    ])
  func values(text: String, expected: UInt32) {
    #expect(MurmurHash3.hash32(Array(text.utf8).span, seed: 42) == expected)
  }
}
