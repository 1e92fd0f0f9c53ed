import TestSupport
import Testing
import Text

@Suite("JSON kernels")
struct JSONKernelTests {
  /// Bytes in which what matters to JSON strings is common.
  private func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    // A share of specials from one in two to one in 64, so that runs of every length occur.
    let rarity = 1 << Int.random(in: 1...6, using: &random)
    let specials = Array("\\\\\\\\\\\"\\u\\ud83d\\ude00\\ud800nrtbf/u00e9\u{1}\u{1F}\"".utf8)
    return (0..<count).map { _ in
      Int.random(in: 0..<rarity, using: &random) == 0
        ? specials.randomElement(using: &random) ?? 0
        : UInt8.random(in: 0x20...0xFF, using: &random)
    }
  }

  /// Escapes that are right, of all kinds, between runs of other bytes.
  private func wellFormed(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    var result: [UInt8] = []
    let escapes = [
      #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\uD800"#, #"\udc00"#,
    ]
    while result.count < count {
      let run = Int.random(in: 0...70, using: &random)
      result.append(contentsOf: repeatElement(0x61, count: run))
      result.append(contentsOf: (escapes.randomElement(using: &random) ?? "").utf8)
    }
    return result
  }

  @Test("under every instruction set the kernels equal their references", arguments: UInt64(0)..<60)
  func differential(seed: UInt64) {
    // The instruction set belongs to the whole process.
    ExclusiveCompute.run {
      Kernels.withEachInstructionSet {
        var random = SplitMix64(seed: seed)
        for count in 0..<200 {
          let input = seed % 2 == 0 ? bytes(count, &random) : wellFormed(count, &random)
          input.withUnsafeBufferPointer { whole in
            compare(UnsafeBufferPointer(rebasing: whole.dropFirst(Int(seed % 5))))
          }
        }
      }
    }
  }

  private func compare(_ part: UnsafeBufferPointer<UInt8>) {
    guard let base = part.baseAddress else { return }
    let special = Kernels.jsonSpecialPlain(base, count: part.count)
    #expect(Kernels.jsonSpecial(base, count: part.count) == special)
    let end = Kernels.jsonStringEndPlain(base, count: part.count)
    #expect(Kernels.jsonStringEnd(base, count: part.count) == end)
    let plain = unescape(part, Kernels.jsonUnescapePlain)
    #expect(unescape(part, Kernels.jsonUnescape) == plain)
  }

  private struct Unescaped: Equatable {
    var text: [UInt8]
    var replaced = 0
    var isGuardIntact = false
  }

  /// Runs a kernel into memory of exactly the promised size, with guard bytes behind it.
  private func unescape(
    _ escaped: UnsafeBufferPointer<UInt8>,
    _ kernel: (UnsafeBufferPointer<UInt8>, UnsafeMutablePointer<UInt8>, inout Int) -> Int
  ) -> Unescaped {
    var memory = [UInt8](repeating: 0xA5, count: escaped.count + 64)
    var result = Unescaped(text: [])
    let written = memory.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { kernel(escaped, $0, &result.replaced) } ?? 0
    }
    result.text = Array(memory[..<written])
    result.isGuardIntact = memory[escaped.count...].allSatisfy { $0 == 0xA5 }
    #expect(result.isGuardIntact)
    return result
  }
}
