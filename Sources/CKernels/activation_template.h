static void ISA(add_bias_row)(float *x, const float *bias, const float *residual, ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    VF value = ISA(load)(x + i, C - i) + ISA(load)(bias + i, C - i);
    if (residual) value += ISA(load)(residual + i, C - i);
    ISA(store)(x + i, value, C - i);
  }
}

// 0.5 (1 + tanh u) = 1 - 1 / (e^{2u} + 1): one exponential and no tanh.
static void ISA(bias_gelu_row)(float *out, float *before, const float *bias, ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    VF x = ISA(load)(before + i, C - i) + ISA(load)(bias + i, C - i);
    VF u = GELU_SCALE * (x + GELU_CUBIC * x * x * x);
    ISA(store)(before + i, x, C - i);
    ISA(store)(out + i, x - x / (ISA(exp)(2.0f * u) + 1.0f), C - i);
  }
}

static void ISA(gelu_backward_row)(float *dbefore, const float *before, const float *dout,
                                   ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    VF x = ISA(load)(before + i, C - i), square = x * x;
    VF u = GELU_SCALE * x * (1.0f + GELU_CUBIC * square);
    VF share = 1.0f - 1.0f / (ISA(exp)(2.0f * u) + 1.0f);
    VF slope = GELU_SCALE * (1.0f + 3.0f * GELU_CUBIC * square);
    VF derivative = share + 2.0f * x * share * (1.0f - share) * slope;
    ISA(store)(dbefore + i, ISA(load)(dout + i, C - i) * derivative, C - i);
  }
}

static void ISA(sum_columns)(float *sums, const float *from, ptrdiff_t stride, ptrdiff_t rows,
                             ptrdiff_t columns) {
  for (ptrdiff_t i = 0; i < columns; i += WIDTH) {
    ptrdiff_t left = columns - i;
    VF total = ISA(load)(sums + i, left);
    for (ptrdiff_t row = 0; row < rows; row++) total += ISA(load)(from + row * stride + i, left);
    ISA(store)(sums + i, total, left);
  }
}

static const struct activation_rows ISA(activation) = {
    ISA(add_bias_row),
    ISA(bias_gelu_row),
    ISA(gelu_backward_row),
    ISA(sum_columns),
};
