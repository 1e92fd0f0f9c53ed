import CKernels
import Glibc
import TestSupport
import Testing

@Suite("Thread pool")
struct PoolTests {
  @Test(
    "every task of a region runs exactly once, for any number of threads", arguments: [1, 2, 3, 8])
  func everyTaskOnce(threads: Int32) {
    ExclusiveCompute.run {
      sluice_pool_resize(threads)
      defer { sluice_pool_resize(0) }
      #expect(sluice_pool_threads() == threads)
      for tasks in [0, 1, 2, 7, 1000] {
        var counts = [UInt8](repeating: 0, count: tasks + 1)
        for _ in 0..<20 {
          counts.withUnsafeMutableBytes { bytes in
            sluice_parallel(
              tasks, { $0?.assumingMemoryBound(to: UInt8.self)[$1] += 1 }, bytes.baseAddress)
          }
        }
        #expect(counts == [UInt8](repeating: 20, count: tasks) + [0])
      }
    }
  }

  @Test("several threads may use the pool at once")
  func severalCallers() {
    ExclusiveCompute.run {
      let expected = Self.product(seed: 1)
      var threads: [pthread_t] = []
      var results = [[Float]](repeating: [], count: 4)
      results.withUnsafeMutableBufferPointer { results in
        for index in results.indices {
          let context = UnsafeMutableRawPointer(results.baseAddress.map { $0 + index } ?? nil)
          var thread = pthread_t()
          pthread_create(
            &thread, nil,
            { context in
              for _ in 0..<30 {
                context?.assumingMemoryBound(to: [Float].self).pointee = PoolTests.product(seed: 1)
              }
              return nil
            }, context)
          threads.append(thread)
        }
        for thread in threads { pthread_join(thread, nil) }
      }
      #expect(results.allSatisfy { $0 == expected })
    }
  }

  @Test("results are the same bits for any number of threads", arguments: instructionSets)
  func sameBits(instructionSet: String) {
    with(instructionSet: instructionSet) {
      defer { sluice_pool_resize(0) }
      for seed in UInt64(0)..<4 {
        sluice_pool_resize(1)
        let alone = (Self.product(seed: seed), Self.layerNormGradient(seed: seed))
        for threads in [2, 3, 7] as [Int32] {
          sluice_pool_resize(threads)
          #expect(
            Self.product(seed: seed) == alone.0 && Self.layerNormGradient(seed: seed) == alone.1)
        }
      }
    }
  }

  static func product(seed: UInt64) -> [Float] {
    var random = KernelCase(seed: seed)
    let (M, N, K) = (random.size(90...300), random.size(90...300), random.size(400...900))
    let (a, b, c) = (random.floats(M * K), random.floats(N * K), Unaligned(count: M * N))
    var product = sluice_product()
    (product.M, product.N, product.K, product.transpose_b) = (M, N, K, true)
    (product.a, product.a_stride) = (UnsafePointer(a.base), K)
    (product.b, product.b_stride) = (UnsafePointer(b.base), K)
    (product.c, product.c_stride) = (c.base, N)
    sluice_matmul(&product)
    return c.values
  }

  static func layerNormGradient(seed: UInt64) -> [Float] {
    var random = KernelCase(seed: seed)
    let (rows, C) = (random.size(200...500), random.size(50...200))
    let (x, dout, weight) = (random.floats(rows * C), random.floats(rows * C), random.floats(C))
    let (mean, rstd) = (random.floats(rows), random.floats(rows))
    let (dx, dweight, dbias) = (
      Unaligned(count: rows * C), Unaligned(count: C), Unaligned(count: C)
    )
    sluice_layernorm_backward(
      dx.base, dweight.base, dbias.base, dout.base, x.base, mean.base, rstd.base, weight.base, rows,
      C)
    return dx.values + dweight.values + dbias.values
  }
}
