static void ISA(layernorm_forward_row)(float *out, float *mean, float *rstd, const float *x,
                                       const float *weight, const float *bias, float epsilon,
                                       ptrdiff_t C) {
  VF total = (VF)(0.0f), squares = (VF)(0.0f);
  for (ptrdiff_t i = 0; i < C; i += WIDTH) total += ISA(load)(x + i, C - i);
  float centre = ISA(sum)(total) / (float)C;
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    VF distance = ISA(keep)(ISA(load)(x + i, C - i) - centre, C - i);
    squares += distance * distance;
  }
  float scale = 1.0f / __builtin_sqrtf(ISA(sum)(squares) / (float)C + epsilon);
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    VF normal = (ISA(load)(x + i, C - i) - centre) * scale;
    ISA(store)
    (out + i, normal * ISA(load)(weight + i, C - i) + ISA(load)(bias + i, C - i), C - i);
  }
  *mean = centre;
  *rstd = scale;
}

// dweight and dbias are the partial sums of the caller's rows.
static void ISA(layernorm_backward_row)(float *dx, float *dweight, float *dbias, const float *dout,
                                        const float *x, float mean, float rstd,
                                        const float *weight, ptrdiff_t C) {
  VF plain = (VF)(0.0f), along = (VF)(0.0f);
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    ptrdiff_t left = C - i;
    VF gradient = ISA(load)(dout + i, left);
    VF normal = (ISA(load)(x + i, left) - mean) * rstd;
    VF weighted = gradient * ISA(load)(weight + i, left);
    plain += weighted;
    along += weighted * normal;
    ISA(store)(dweight + i, ISA(load)(dweight + i, left) + gradient * normal, left);
    ISA(store)(dbias + i, ISA(load)(dbias + i, left) + gradient, left);
  }
  float plain_mean = ISA(sum)(plain) / (float)C, along_mean = ISA(sum)(along) / (float)C;
  for (ptrdiff_t i = 0; i < C; i += WIDTH) {
    ptrdiff_t left = C - i;
    VF normal = (ISA(load)(x + i, left) - mean) * rstd;
    VF weighted = ISA(load)(dout + i, left) * ISA(load)(weight + i, left);
    VF change = (weighted - plain_mean - normal * along_mean) * rstd;
    ISA(store)(dx + i, ISA(load)(dx + i, left) + change, left);
  }
}

static const struct layernorm_rows ISA(layernorm) = {
    ISA(layernorm_forward_row),
    ISA(layernorm_backward_row),
};
