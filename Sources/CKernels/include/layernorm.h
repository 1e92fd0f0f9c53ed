// Layer normalisation (Ba, Kiros and Hinton 2016) over rows of C values, forward and backward.
#pragma once
#include <stddef.h>

// out = (x - mean) / sqrt(variance + epsilon) * weight + bias, row by row.
// x, out (rows, C) · weight, bias (C) · mean, rstd (rows): kept for the backward pass.
void sluice_layernorm_forward(float *out, float *mean, float *rstd, const float *x,
                              const float *weight, const float *bias, float epsilon,
                              ptrdiff_t rows, ptrdiff_t C);
void sluice_layernorm_forward_reference(float *out, float *mean, float *rstd, const float *x,
                                        const float *weight, const float *bias, float epsilon,
                                        ptrdiff_t rows, ptrdiff_t C);

// dx += …, dweight += …, dbias += …: gradients of the above for a gradient dout (rows, C) of out.
// Partial sums are taken per 32 rows and added in row order.
void sluice_layernorm_backward(float *dx, float *dweight, float *dbias, const float *dout,
                               const float *x, const float *mean, const float *rstd,
                               const float *weight, ptrdiff_t rows, ptrdiff_t C);
void sluice_layernorm_backward_reference(float *dx, float *dweight, float *dbias,
                                         const float *dout, const float *x, const float *mean,
                                         const float *rstd, const float *weight, ptrdiff_t rows,
                                         ptrdiff_t C);
