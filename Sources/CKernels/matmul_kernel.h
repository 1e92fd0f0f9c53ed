// What matmul.c needs to know of one instruction set and precision.
//
// A panel holds tile_rows rows of op(a), or tile_columns columns of op(b), side by side for each step
// of the depth: panel[step][lane]. A step is one value of k in fp32 and a pair of them in bf16, four
// bytes a lane in both cases, so a panel of `depth` values takes ceil(depth / depth_step) * lanes floats.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct sluice_matmul_kernel {
  ptrdiff_t tile_rows, tile_columns;
  ptrdiff_t depth_step;   // values of k in one step
  ptrdiff_t depth_block;  // values of k packed in one panel at most: keeps a panel of b in L1
  // c (rows, columns) = or += the product of two panels of `steps` steps.
  void (*tile)(ptrdiff_t steps, const float *a, const float *b, float *c, ptrdiff_t c_stride,
               ptrdiff_t rows, ptrdiff_t columns, bool accumulate);
  // Fills a panel from `lanes` rows of `depth` values; value (lane, k) is at source[lane * stride + k],
  // or with `across` at source[k * stride + lane]. Missing lanes become zero.
  void (*pack_a)(float *panel, const float *source, ptrdiff_t stride, bool across, ptrdiff_t lanes,
                 ptrdiff_t depth);
  void (*pack_b)(float *panel, const float *source, ptrdiff_t stride, bool across, ptrdiff_t lanes,
                 ptrdiff_t depth);
};

// The kernels for the instruction set in use; fp32 where bf16 is asked for and not available.
const struct sluice_matmul_kernel *sluice_matmul_kernel(int precision);

// The AVX-512 bf16 kernel; only x86-64 builds have it.
extern const struct sluice_matmul_kernel sluice_matmul_avx512_bf16;
