// Operations on one row of n floats that several kernels share, for the instruction set in use.
#pragma once
#include <stddef.h>

struct sluice_row_ops {
  // The largest value, ignoring NaN; n >= 1.
  float (*maximum)(const float *row, ptrdiff_t n);
  // row = exp(row * scale - shift); returns the sum.
  float (*exponentials)(float *row, ptrdiff_t n, float scale, float shift);
  // row *= factor
  void (*scale)(float *row, ptrdiff_t n, float factor);
  // The inner product.
  float (*dot)(const float *left, const float *right, ptrdiff_t n);
  // to += factor * from
  void (*add_scaled)(float *to, const float *from, float factor, ptrdiff_t n);
  // gradient = (gradient - mean) * probability * scale: softmax backwards.
  void (*softmax_backward)(float *gradient, const float *probability, float mean, float scale,
                           ptrdiff_t n);
};

const struct sluice_row_ops *sluice_row_ops(void);
