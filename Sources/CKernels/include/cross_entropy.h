// Softmax and cross-entropy of a chunk of logits, with the gradient left in their place.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Per row, with target y >= 0: losses[row] = log(sum of exp(logits)) - logits[y], and the logits become
// scale * (softmax - one at y). A negative target is ignored: loss 0, gradient 0.
// logits (rows, V), rows `stride` floats apart · targets, losses (rows) · every target < V.
// Returns the sum of the losses, added in row order.
double sluice_cross_entropy(float *logits, ptrdiff_t stride, const int32_t *targets,
                            ptrdiff_t rows, ptrdiff_t V, float scale, float *losses);
double sluice_cross_entropy_reference(float *logits, ptrdiff_t stride, const int32_t *targets,
                                      ptrdiff_t rows, ptrdiff_t V, float scale, float *losses);
