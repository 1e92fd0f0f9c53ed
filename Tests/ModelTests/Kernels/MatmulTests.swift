import CKernels
import Testing

@Suite("Matrix products")
struct MatmulTests {
  static let cases: [(String, Int32)] = instructionSets.flatMap {
    [($0, Int32(SLUICE_FP32)), ($0, Int32(SLUICE_BF16))]
  }

  @Test("equal the plain loop for odd sizes, strides, transposes and addresses", arguments: cases)
  func oddSizes(instructionSet: String, precision: Int32) {
    with(instructionSet: instructionSet) {
      for seed in UInt64(0)..<60 {
        var random = KernelCase(seed: seed)
        let sizes = (random.size(1...130), random.size(1...130), random.size(1...150))
        #expect(Self.error(&random, sizes, precision) < 2e-6, "seed \(seed), sizes \(sizes)")
      }
    }
  }

  @Test("equal the plain loop across the blocks of rows, columns and depth", arguments: cases)
  func severalBlocks(instructionSet: String, precision: Int32) {
    with(instructionSet: instructionSet) {
      for (seed, sizes) in [(4100, 9, 33), (11, 4130, 20), (13, 17, 6007), (70, 4100, 800)]
        .enumerated()
      {
        var random = KernelCase(seed: UInt64(seed))
        #expect(Self.error(&random, sizes, precision) < 5e-6, "sizes \(sizes)")
      }
    }
  }

  @Test("of depth zero are zero, or leave a sum as it is")
  func emptyDepth() {
    var product = sluice_product()
    (product.M, product.N, product.K) = (3, 5, 0)
    var c = [Float](repeating: 7, count: 15)
    let operand: [Float] = [0]
    c.withUnsafeMutableBufferPointer { c in
      operand.withUnsafeBufferPointer { operand in
        (product.a, product.a_stride, product.b, product.b_stride) =
          (operand.baseAddress, 0, operand.baseAddress, 5)
        (product.c, product.c_stride, product.accumulate) = (c.baseAddress, 5, true)
        sluice_matmul(&product)
        #expect(c.allSatisfy { $0 == 7 })
        product.accumulate = false
        sluice_matmul(&product)
        #expect(c.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test("pass NaN and infinity on to the result", arguments: cases)
  func notFinite(instructionSet: String, precision: Int32) {
    with(instructionSet: instructionSet) {
      for poison in [Float.nan, Float(bitPattern: 0x7FFF_FFFF), .infinity] {
        var random = KernelCase(seed: 5)
        let (a, b) = (random.floats(20 * 30), random.floats(30 * 50))
        a[7 * 30 + 11] = poison
        let c = Unaligned(count: 20 * 50)
        var product = sluice_product()
        (product.M, product.N, product.K, product.precision) = (20, 50, 30, precision)
        (product.a, product.a_stride) = (UnsafePointer(a.base), 30)
        (product.b, product.b_stride) = (UnsafePointer(b.base), 50)
        (product.c, product.c_stride) = (c.base, 50)
        sluice_matmul(&product)
        for index in 0..<c.count { #expect(c[index].isFinite == (index / 50 != 7)) }
      }
    }
  }

  /// The error against the reference of one product with random options, relative to sqrt(K).
  private static func error(
    _ random: inout KernelCase, _ sizes: (M: Int, N: Int, K: Int), _ precision: Int32
  ) -> Float {
    var product = sluice_product()
    (product.M, product.N, product.K) = (sizes.M, sizes.N, sizes.K)
    product.precision =
      precision == SLUICE_BF16 && sluice_has_bf16() ? precision : Int32(SLUICE_FP32)
    product.transpose_a = random.flag()
    product.transpose_b = random.flag()
    product.accumulate = random.flag()
    let aRows = product.transpose_a ? (sizes.K, sizes.M) : (sizes.M, sizes.K)
    let bRows = product.transpose_b ? (sizes.N, sizes.K) : (sizes.K, sizes.N)
    product.a_stride = aRows.1 + random.size(0...3)
    product.b_stride = bRows.1 + random.size(0...3)
    product.c_stride = sizes.N + random.size(0...3)
    let a = random.floats(aRows.0 * product.a_stride)
    let b = random.floats(bRows.0 * product.b_stride)
    let found = random.floats(sizes.M * product.c_stride)
    let expected = found.copy()
    (product.a, product.b, product.c) = (UnsafePointer(a.base), UnsafePointer(b.base), found.base)
    sluice_matmul(&product)
    product.c = expected.base
    sluice_matmul_reference(&product)
    // Values between the columns and the stride must be untouched: they are compared too.
    return ModelTests.error(found, expected)
  }
}
