// The matrix-vector product of decoding one token: memory bound, so each weight is read once.
#pragma once
#include <stddef.h>

// y = W x + bias. W (N, K) row-major · x (K) · bias (N) or null · y (N).
void sluice_matvec(float *y, const float *W, const float *x, const float *bias, ptrdiff_t N,
                   ptrdiff_t K);
void sluice_matvec_reference(float *y, const float *W, const float *x, const float *bias,
                             ptrdiff_t N, ptrdiff_t K);
