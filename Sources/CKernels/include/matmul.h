// Matrix products: the packed, register-tiled kernel that nearly all time of training goes to.
//
// Source of the scheme: Goto and van de Geijn 2008; Van Zee and van de Geijn 2015 (BLIS).
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum {
  SLUICE_FP32 = 0,
  SLUICE_BF16 = 1,  // operands rounded to bf16, sums in fp32; fp32 where sluice_has_bf16() is false
};

// c (M, N) = op(a) · op(b), or += with `accumulate`. All row-major, strides in floats.
// op(a) is (M, K): a is stored (M, K), or (K, M) with transpose_a.
// op(b) is (K, N): b is stored (K, N), or (N, K) with transpose_b. c aliases neither.
struct sluice_product {
  ptrdiff_t M, N, K;
  const float *a;
  ptrdiff_t a_stride;
  const float *b;
  ptrdiff_t b_stride;
  float *c;
  ptrdiff_t c_stride;
  bool transpose_a, transpose_b, accumulate;
  int precision;  // SLUICE_FP32 or SLUICE_BF16
};

// Every element of c is one chain of multiply-adds over K in a fixed order, whatever the threads.
void sluice_matmul(const struct sluice_product *product);

// The plain triple loop with sums in fp64 that sluice_matmul must match; rounds the operands to bf16
// when asked to, on any CPU.
void sluice_matmul_reference(const struct sluice_product *product);
