// AdamW (Loshchilov and Hutter 2019) in one pass, and the sum of squares that clipping needs.
#pragma once
#include <stddef.h>

struct sluice_adamw_step {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  double correction1, correction2;  // 1 - beta1^step, 1 - beta2^step; step counts from 1
  double gradient_scale;            // what clipping multiplies every gradient by
};

// g' = gradient_scale * g; m = beta1 m + (1 - beta1) g'; v = beta2 v + (1 - beta2) g'^2;
// p = p (1 - learning_rate weight_decay)
//     - learning_rate / correction1 * m / (sqrt(v) / sqrt(correction2) + epsilon).
// All four arrays hold n floats; g is only read.
void sluice_adamw(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                  const struct sluice_adamw_step *step);
void sluice_adamw_reference(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                            const struct sluice_adamw_step *step);

// The sum of squares of n floats: per 32 Ki values in fp32, then in order in fp64.
double sluice_sum_of_squares(const float *values, ptrdiff_t n);
double sluice_sum_of_squares_reference(const float *values, ptrdiff_t n);
