// Token and learned position embeddings of GPT-2, forward and backward.
#pragma once
#include <stddef.h>
#include <stdint.h>

// x[b, t] = token_table[tokens[b, t]] + position_table[first_position + t - starts[b, t]].
// x (B*T, C) · tokens (B, T), each below V · token_table (V, C)
// starts (B, T), each at most its t, or NULL for 0 everywhere: where positions are counted from
// position_table (at least first_position + T, C)
void sluice_embedding_forward(float *x, const int32_t *tokens, const float *token_table,
                              const float *position_table, const int32_t *starts,
                              ptrdiff_t first_position, ptrdiff_t B, ptrdiff_t T, ptrdiff_t C);

// dtoken_table[tokens[b, t]] += dx[b, t]; dposition_table[t - starts[b, t]] += dx[b, t], in the order
// of b, then t.
// Split by columns, so that no two tasks write one row and the order of additions is fixed.
void sluice_embedding_backward(float *dtoken_table, float *dposition_table, const int32_t *tokens,
                               const int32_t *starts, const float *dx, ptrdiff_t B, ptrdiff_t T,
                               ptrdiff_t C);

void sluice_embedding_forward_reference(float *x, const int32_t *tokens, const float *token_table,
                                        const float *position_table, const int32_t *starts,
                                        ptrdiff_t first_position, ptrdiff_t B, ptrdiff_t T,
                                        ptrdiff_t C);
void sluice_embedding_backward_reference(float *dtoken_table, float *dposition_table,
                                         const int32_t *tokens, const int32_t *starts,
                                         const float *dx, ptrdiff_t B, ptrdiff_t T, ptrdiff_t C);
