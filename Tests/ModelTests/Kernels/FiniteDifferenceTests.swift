import CKernels
import Glibc
import Testing

/// Gradients against central differences of the layers' formulas, written again here in fp64.
///
/// The references in C differentiate by hand, as the kernels do; these do not differentiate at all.
@Suite("Kernel gradients equal finite differences in fp64")
struct FiniteDifferenceTests {
  /// d(weights · f(x)) / dx by central differences.
  private static func gradient(
    at x: Unaligned, weights: Unaligned, of layer: ([Double]) -> [Double]
  ) -> Unaligned {
    let result = Unaligned(count: x.count)
    let step = 1e-5
    var point = x.values.map(Double.init)
    for index in point.indices {
      let value = point[index]
      func total(_ shifted: Double) -> Double {
        point[index] = shifted
        return zip(layer(point), weights.values).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      result[index] = Float((total(value + step) - total(value - step)) / (2 * step))
      point[index] = value
    }
    return result
  }

  @Test("layer normalisation")
  func layerNorm() {
    var random = KernelCase(seed: 1)
    let (rows, C) = (3, 19)
    let (x, weight, bias) = (random.floats(rows * C), random.floats(C), random.floats(C))
    let dout = random.floats(rows * C)
    let expected = Self.gradient(at: x, weights: dout) { x in
      (0..<rows).flatMap { row -> [Double] in
        let values = x[row * C..<(row + 1) * C]
        let mean = values.reduce(0, +) / Double(C)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(C)
        return values.enumerated().map {
          ($1 - mean) / (variance + 1e-5).squareRoot() * Double(weight[$0]) + Double(bias[$0])
        }
      }
    }
    let (out, mean, rstd) = (
      Unaligned(count: rows * C), Unaligned(count: rows), Unaligned(count: rows)
    )
    let (dx, dweight, dbias) = (
      Unaligned(count: rows * C), Unaligned(count: C), Unaligned(count: C)
    )
    sluice_layernorm_forward(
      out.base, mean.base, rstd.base, x.base, weight.base, bias.base, 1e-5, rows, C)
    sluice_layernorm_backward(
      dx.base, dweight.base, dbias.base, dout.base, x.base, mean.base, rstd.base, weight.base, rows,
      C)
    #expect(error(dx, expected) < 1e-5)
  }

  @Test("GELU")
  func gelu() {
    var random = KernelCase(seed: 2)
    let x = random.floats(40)
    for index in 0..<40 { x[index] *= 5 }
    let dout = random.floats(40)
    let expected = Self.gradient(at: x, weights: dout) {
      $0.map {
        0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
      }
    }
    let dx = Unaligned(count: 40)
    sluice_gelu_backward(dx.base, x.base, dout.base, 1, 40)
    #expect(error(dx, expected) < 1e-5)
  }

  @Test("softmax with cross-entropy")
  func crossEntropy() {
    var random = KernelCase(seed: 3)
    let (rows, V) = (4, 23)
    let logits = random.floats(rows * V)
    let targets: [Int32] = [0, 22, -1, 7]
    let ones = Unaligned(count: rows)
    for row in 0..<rows { ones[row] = 0.5 }
    let expected = Self.gradient(at: logits, weights: ones) { logits in
      (0..<rows).map { row in
        guard targets[row] >= 0 else { return 0 }
        let values = logits[row * V..<(row + 1) * V]
        return log(values.reduce(0) { $0 + exp($1) }) - logits[row * V + Int(targets[row])]
      }
    }
    let losses = Unaligned(count: rows)
    _ = sluice_cross_entropy(logits.base, V, targets, rows, V, 0.5, losses.base)
    #expect(error(logits, expected) < 1e-5)
  }

  @Test(
    "causal attention, whole and inside documents", arguments: [nil, [0, 0, 0, 3, 4, 4, 4, 4, 8]])
  func attention(starts: [Int32]?) {
    var random = KernelCase(seed: 4)
    let (T, C, H) = (9, 6, 2)
    let size = C / H
    let (qkv, dout) = (random.floats(T * 3 * C), random.floats(T * C))
    let expected = Self.gradient(at: qkv, weights: dout) { qkv in
      var out = [Double](repeating: 0, count: T * C)
      for head in 0..<H {
        for t in 0..<T {
          let first = starts.map { Int($0[t]) } ?? 0
          let scores = (first...t).map { s in
            exp(
              (0..<size).reduce(0.0) {
                $0 + qkv[t * 3 * C + head * size + $1] * qkv[s * 3 * C + C + head * size + $1]
              } / Double(size).squareRoot())
          }
          let total = scores.reduce(0, +)
          for (s, score) in scores.enumerated() {
            for i in 0..<size {
              out[t * C + head * size + i] +=
                score / total * qkv[(first + s) * 3 * C + 2 * C + head * size + i]
            }
          }
        }
      }
      return out
    }
    let (out, sums, dqkv) = (
      Unaligned(count: T * C), Unaligned(count: H * T), Unaligned(count: T * 3 * C)
    )
    sluice_attention_forward(
      out.base, sums.base, qkv.base, starts, 1, T, C, H, Int32(SLUICE_FP32))
    sluice_attention_backward(
      dqkv.base, dout.base, out.base, sums.base, qkv.base, starts, 1, T, C, H, Int32(SLUICE_FP32))
    #expect(error(dqkv, expected) < 1e-5)
  }
}
