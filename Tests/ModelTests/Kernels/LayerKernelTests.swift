import CKernels
import Testing

@Suite("Layer kernels equal their plain references on odd sizes")
struct LayerKernelTests {
  static let seeds = UInt64(0)..<25

  @Test("layer normalisation", arguments: instructionSets)
  func layerNorm(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (rows, C) = (random.size(1...90), random.size(1...140))
        let x = random.floats(rows * C)
        let (weight, bias) = (random.floats(C), random.floats(C))
        let (mean, rstd) = (Unaligned(count: rows), Unaligned(count: rows))
        let (mean2, rstd2) = (Unaligned(count: rows), Unaligned(count: rows))
        let (out, out2) = (Unaligned(count: rows * C), Unaligned(count: rows * C))
        sluice_layernorm_forward(
          out.base, mean.base, rstd.base, x.base, weight.base, bias.base, 1e-2, rows, C)
        sluice_layernorm_forward_reference(
          out2.base, mean2.base, rstd2.base, x.base, weight.base, bias.base, 1e-2, rows, C)
        #expect(error(out, out2) < 1e-5 && error(rstd, rstd2) < 1e-5, "seed \(seed)")
        let dout = random.floats(rows * C)
        let (dx, dweight, dbias) = (random.floats(rows * C), random.floats(C), random.floats(C))
        let (dx2, dweight2, dbias2) = (dx.copy(), dweight.copy(), dbias.copy())
        sluice_layernorm_backward(
          dx.base, dweight.base, dbias.base, dout.base, x.base, mean2.base, rstd2.base, weight.base,
          rows, C)
        sluice_layernorm_backward_reference(
          dx2.base, dweight2.base, dbias2.base, dout.base, x.base, mean2.base, rstd2.base,
          weight.base, rows, C)
        #expect(error(dx, dx2) < 1e-5, "seed \(seed)")
        #expect(error(dweight, dweight2) < 1e-5 && error(dbias, dbias2) < 1e-5, "seed \(seed)")
      }
    }
  }

  @Test("biases and GELU", arguments: instructionSets)
  func biasAndGELU(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (rows, C) = (random.size(1...70), random.size(1...140))
        let before = random.floats(rows * C)
        for index in 0..<before.count { before[index] *= 12 }
        let (bias, residual) = (random.floats(C), random.floats(rows * C))
        let (sum, sum2) = (before.copy(), before.copy())
        let residualOrNot = random.flag() ? residual.base : nil
        sluice_add_bias(sum.base, bias.base, residualOrNot, rows, C)
        sluice_add_bias_reference(sum2.base, bias.base, residualOrNot, rows, C)
        #expect(error(sum, sum2) < 1e-6, "seed \(seed)")
        let before2 = before.copy()
        let (out, out2) = (Unaligned(count: rows * C), Unaligned(count: rows * C))
        sluice_bias_gelu_forward(out.base, before.base, bias.base, rows, C)
        sluice_bias_gelu_forward_reference(out2.base, before2.base, bias.base, rows, C)
        #expect(error(out, out2) < 1e-6 && error(before, before2) < 1e-6, "seed \(seed)")
        let dout2 = residual.copy()
        sluice_gelu_backward(residual.base, before2.base, residual.base, rows, C)
        sluice_gelu_backward_reference(dout2.base, before2.base, dout2.base, rows, C)
        #expect(error(residual, dout2) < 2e-6, "seed \(seed)")
        let (dbias, dbias2) = (bias.copy(), bias.copy())
        sluice_bias_backward(dbias.base, residual.base, rows, C)
        sluice_bias_backward_reference(dbias2.base, residual.base, rows, C)
        #expect(error(dbias, dbias2) < 1e-5, "seed \(seed)")
      }
    }
  }

  @Test("cross-entropy, with ignored targets", arguments: instructionSets)
  func crossEntropy(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (rows, V) = (random.size(1...30), random.size(1...300))
        let stride = V + random.size(0...5)
        let logits = random.floats(rows * stride)
        for index in 0..<logits.count { logits[index] *= 20 }
        let logits2 = logits.copy()
        let targets = (0..<rows).map { _ in Int32(random.size(-1...(V - 1))) }
        let (losses, losses2) = (Unaligned(count: rows), Unaligned(count: rows))
        let total = sluice_cross_entropy(logits.base, stride, targets, rows, V, 0.25, losses.base)
        let total2 = sluice_cross_entropy_reference(
          logits2.base, stride, targets, rows, V, 0.25, losses2.base)
        #expect(abs(total - total2) < 1e-5 * max(1, abs(total2)), "seed \(seed)")
        #expect(error(losses, losses2) < 1e-5 && error(logits, logits2) < 1e-5, "seed \(seed)")
        for row in 0..<rows where targets[row] < 0 {
          #expect(losses[row] == 0 && (0..<V).allSatisfy { logits[row * stride + $0] == 0 })
        }
      }
      var poisoned: [Float] = [1, 2, .nan, 3, 4]
      var loss: Float = 0
      #expect(sluice_cross_entropy(&poisoned, 5, [0], 1, 5, 1, &loss).isNaN)
    }
  }

  @Test("embeddings", arguments: instructionSets)
  func embedding(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (B, T, C, V) = (
          random.size(1...5), random.size(1...40), random.size(1...150), random.size(1...20)
        )
        let first = random.size(0...3)
        let tokens = random.tokens(B * T, below: V)
        let starts = random.starts(B: B, T: T)
        let (words, positions) = (random.floats(V * C), random.floats((first + T) * C))
        let (x, x2) = (Unaligned(count: B * T * C), Unaligned(count: B * T * C))
        sluice_embedding_forward(
          x.base, tokens, words.base, positions.base, starts, first, B, T, C)
        sluice_embedding_forward_reference(
          x2.base, tokens, words.base, positions.base, starts, first, B, T, C)
        #expect(error(x, x2) < 1e-6, "seed \(seed)")
        let (words2, positions2) = (words.copy(), positions.copy())
        sluice_embedding_backward(words.base, positions.base, tokens, starts, x2.base, B, T, C)
        sluice_embedding_backward_reference(
          words2.base, positions2.base, tokens, starts, x2.base, B, T, C)
        #expect(error(words, words2) < 1e-6 && error(positions, positions2) < 1e-6, "seed \(seed)")
      }
    }
  }

  @Test("attention, forward, backward and over a cache", arguments: instructionSets)
  func attention(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (B, T, H) = (random.size(1...3), random.size(1...140), random.size(1...3))
        let C = H * random.size(1...21)
        let qkv = random.floats(B * T * 3 * C)
        let (out, out2) = (Unaligned(count: B * T * C), Unaligned(count: B * T * C))
        let (sums, sums2) = (Unaligned(count: B * H * T), Unaligned(count: B * H * T))
        sluice_attention_forward(out.base, sums.base, qkv.base, nil, B, T, C, H, Int32(SLUICE_FP32))
        sluice_attention_forward_reference(out2.base, sums2.base, qkv.base, nil, B, T, C, H)
        #expect(error(out, out2) < 2e-6 && error(sums, sums2) < 2e-6, "seed \(seed)")
        let dout = random.floats(B * T * C)
        let (dqkv, dqkv2) = (random.floats(qkv.count), random.floats(qkv.count))
        sluice_attention_backward(
          dqkv.base, dout.base, out2.base, sums2.base, qkv.base, nil, B, T, C, H, Int32(SLUICE_FP32)
        )
        sluice_attention_backward_reference(dqkv2.base, dout.base, qkv.base, nil, B, T, C, H)
        #expect(error(dqkv, dqkv2) < 1e-5, "seed \(seed)")
        let (keys, values) = (Unaligned(count: T * C), Unaligned(count: T * C))
        for t in 0..<T {
          (keys.base + t * C).update(from: qkv.base + (3 * t + 1) * C, count: C)
          (values.base + t * C).update(from: qkv.base + (3 * t + 2) * C, count: C)
        }
        let first = random.size(0...(T - 1))
        sluice_attention_cached(
          out.base + first * C, qkv.base + first * 3 * C, keys.base, values.base, first, T - first,
          C, H)
        #expect(error(out, out2) < 2e-6, "seed \(seed)")
      }
    }
  }

  @Test("attention inside documents, forward and backward", arguments: instructionSets)
  func attentionInsideDocuments(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let (B, T, H) = (random.size(1...3), random.size(1...200), random.size(1...3))
        let C = H * random.size(1...21)
        let qkv = random.floats(B * T * 3 * C)
        let starts = random.starts(B: B, T: T)
        let (out, out2) = (random.floats(B * T * C), Unaligned(count: B * T * C))
        let (sums, sums2) = (Unaligned(count: B * H * T), Unaligned(count: B * H * T))
        sluice_attention_forward(
          out.base, sums.base, qkv.base, starts, B, T, C, H, Int32(SLUICE_FP32))
        sluice_attention_forward_reference(out2.base, sums2.base, qkv.base, starts, B, T, C, H)
        #expect(error(out, out2) < 2e-6 && error(sums, sums2) < 2e-6, "seed \(seed)")
        let dout = random.floats(B * T * C)
        let (dqkv, dqkv2) = (random.floats(qkv.count), random.floats(qkv.count))
        sluice_attention_backward(
          dqkv.base, dout.base, out2.base, sums2.base, qkv.base, starts, B, T, C, H,
          Int32(SLUICE_FP32))
        sluice_attention_backward_reference(dqkv2.base, dout.base, qkv.base, starts, B, T, C, H)
        #expect(error(dqkv, dqkv2) < 1e-5, "seed \(seed)")
      }
    }
  }

  @Test("AdamW, the sum of squares and the matrix-vector product", arguments: instructionSets)
  func optimiserAndMatvec(instructionSet: String) {
    with(instructionSet: instructionSet) {
      for seed in Self.seeds {
        var random = KernelCase(seed: seed)
        let n = random.size(1...70000)
        let (p, g, m, v) = (random.floats(n), random.floats(n), random.floats(n), random.floats(n))
        for index in 0..<n { v[index] = abs(v[index]) }
        let (p2, m2, v2) = (p.copy(), m.copy(), v.copy())
        var step = sluice_adamw_step(
          learning_rate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weight_decay: 0.1,
          correction1: 0.3, correction2: 0.2, gradient_scale: 0.7)
        sluice_adamw(p.base, g.base, m.base, v.base, n, &step)
        sluice_adamw_reference(p2.base, g.base, m2.base, v2.base, n, &step)
        #expect(error(p, p2) < 1e-6 && error(m, m2) < 1e-6 && error(v, v2) < 1e-6, "seed \(seed)")
        let exact = sluice_sum_of_squares_reference(g.base, n)
        #expect(abs(sluice_sum_of_squares(g.base, n) - exact) < 1e-5 * exact, "seed \(seed)")
        let (N, K) = (random.size(1...200), random.size(1...300))
        let (weight, x, bias) = (random.floats(N * K), random.floats(K), random.floats(N))
        let (y, y2) = (Unaligned(count: N), Unaligned(count: N))
        let biasOrNot = random.flag() ? bias.base : nil
        sluice_matvec(y.base, weight.base, x.base, biasOrNot, N, K)
        sluice_matvec_reference(y2.base, weight.base, x.base, biasOrNot, N, K)
        #expect(error(y, y2) < 1e-5, "seed \(seed)")
      }
    }
  }
}
