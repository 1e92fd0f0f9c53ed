static float ISA(maximum)(const float *row, ptrdiff_t n) {
  float best = row[0];
  VF lanes = (VF)(best);
  ptrdiff_t i = 0;
  for (; i + WIDTH <= n; i += WIDTH) {
    lanes = __builtin_elementwise_max(lanes, ISA(load)(row + i, WIDTH));
  }
  for (int lane = 0; lane < WIDTH; lane++) best = lanes[lane] > best ? lanes[lane] : best;
  for (; i < n; i++) best = row[i] > best ? row[i] : best;
  return best;
}

static float ISA(exponentials)(float *row, ptrdiff_t n, float scale, float shift) {
  VF total = (VF)(0.0f);
  for (ptrdiff_t i = 0; i < n; i += WIDTH) {
    VF value = ISA(exp)(ISA(load)(row + i, n - i) * scale - shift);
    ISA(store)(row + i, value, n - i);
    total += ISA(keep)(value, n - i);
  }
  return ISA(sum)(total);
}

static void ISA(scale)(float *row, ptrdiff_t n, float factor) {
  for (ptrdiff_t i = 0; i < n; i += WIDTH) {
    ISA(store)(row + i, ISA(load)(row + i, n - i) * factor, n - i);
  }
}

static float ISA(dot)(const float *left, const float *right, ptrdiff_t n) {
  VF total[4] = {(VF)(0.0f), (VF)(0.0f), (VF)(0.0f), (VF)(0.0f)};  // four chains hide the latency
  ptrdiff_t i = 0;
  for (; i + 4 * WIDTH <= n; i += 4 * WIDTH)
#pragma clang loop unroll(full)
    for (int chain = 0; chain < 4; chain++) {
      ptrdiff_t at = i + chain * WIDTH;
      total[chain] += ISA(load)(left + at, WIDTH) * ISA(load)(right + at, WIDTH);
    }
  for (; i < n; i += WIDTH) total[0] += ISA(load)(left + i, n - i) * ISA(load)(right + i, n - i);
  return ISA(sum)((total[0] + total[1]) + (total[2] + total[3]));
}

static void ISA(add_scaled)(float *to, const float *from, float factor, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += WIDTH) {
    ISA(store)(to + i, ISA(load)(to + i, n - i) + factor * ISA(load)(from + i, n - i), n - i);
  }
}

static void ISA(softmax_backward)(float *gradient, const float *probability, float mean,
                                  float scale, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += WIDTH) {
    VF centred = ISA(load)(gradient + i, n - i) - mean;
    ISA(store)(gradient + i, centred * ISA(load)(probability + i, n - i) * scale, n - i);
  }
}

static const struct sluice_row_ops ISA(row_ops) = {
    ISA(maximum), ISA(exponentials), ISA(scale), ISA(dot), ISA(add_scaled), ISA(softmax_backward),
};
