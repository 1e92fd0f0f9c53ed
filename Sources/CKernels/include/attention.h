// Causal multi-head attention that never holds all scores (Dao et al. 2022, "FlashAttention").
//
// qkv (B*T, 3C): query, key and value of each row side by side, heads of C / H values within each.
// Scores are scaled by 1 / sqrt(C / H). Only the log of each row's sum of exponentials is kept; the
// backward pass computes the scores again, 64 rows at a time. `precision` as in matmul.h.
//
// starts (B, T), or NULL for 0 everywhere: position t sees starts[t] … t of its own sequence, so that
// documents packed into one sequence do not see each other. It is at most t and never falls along a
// sequence. Zeros give the bits of NULL.
#pragma once
#include <stddef.h>
#include <stdint.h>

// out (B*T, C) · log_sums (B, H, T): kept for the backward pass.
void sluice_attention_forward(float *out, float *log_sums, const float *qkv, const int32_t *starts,
                              ptrdiff_t B, ptrdiff_t T, ptrdiff_t C, ptrdiff_t H, int precision);
void sluice_attention_forward_reference(float *out, float *log_sums, const float *qkv,
                                        const int32_t *starts, ptrdiff_t B, ptrdiff_t T,
                                        ptrdiff_t C, ptrdiff_t H);

// dqkv (B*T, 3C) is overwritten with the gradient for dout (B*T, C).
void sluice_attention_backward(float *dqkv, const float *dout, const float *out,
                               const float *log_sums, const float *qkv, const int32_t *starts,
                               ptrdiff_t B, ptrdiff_t T, ptrdiff_t C, ptrdiff_t H, int precision);
void sluice_attention_backward_reference(float *dqkv, const float *dout, const float *qkv,
                                         const int32_t *starts, ptrdiff_t B, ptrdiff_t T,
                                         ptrdiff_t C, ptrdiff_t H);

// Attention of `rows` new positions over a cache that already holds them, as decoding needs it.
// out (rows, C) · qkv (rows, 3C), of which the queries are read · keys, values (first_position + rows, C).
void sluice_attention_cached(float *out, const float *qkv, const float *keys, const float *values,
                             ptrdiff_t first_position, ptrdiff_t rows, ptrdiff_t C, ptrdiff_t H);
