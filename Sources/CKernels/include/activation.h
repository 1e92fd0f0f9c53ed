// Biases and the GELU of GPT-2, on matrices of `rows` rows and C columns.
//
// GELU in its tanh form (Hendrycks and Gimpel 2016): 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
#pragma once
#include <stddef.h>

// x += bias, and += residual where it is not null. x, residual (rows, C) · bias (C).
void sluice_add_bias(float *x, const float *bias, const float *residual, ptrdiff_t rows,
                     ptrdiff_t C);
void sluice_add_bias_reference(float *x, const float *bias, const float *residual, ptrdiff_t rows,
                               ptrdiff_t C);

// before += bias; out = gelu(before). before, out (rows, C) · bias (C).
void sluice_bias_gelu_forward(float *out, float *before, const float *bias, ptrdiff_t rows,
                              ptrdiff_t C);
void sluice_bias_gelu_forward_reference(float *out, float *before, const float *bias,
                                        ptrdiff_t rows, ptrdiff_t C);

// dbefore = gelu'(before) * dout; dbefore may be dout.
void sluice_gelu_backward(float *dbefore, const float *before, const float *dout, ptrdiff_t rows,
                          ptrdiff_t C);
void sluice_gelu_backward_reference(float *dbefore, const float *before, const float *dout,
                                    ptrdiff_t rows, ptrdiff_t C);

// dbias += the sum of dout's rows, in row order. dout (rows, C) · dbias (C).
void sluice_bias_backward(float *dbias, const float *dout, ptrdiff_t rows, ptrdiff_t C);
void sluice_bias_backward_reference(float *dbias, const float *dout, ptrdiff_t rows, ptrdiff_t C);
