// The bf16 tile of AVX-512: operands are rounded to bf16 while they are packed, sums stay in fp32.
#include "matmul_kernel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#pragma clang fp contract(fast)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,avx2,fma"))), \
    apply_to = function)

#define ISA(name) name##_avx512_bf16
#define WIDTH 16
#define TILE_ROWS 8
#define TILE_VECTORS 3
#include "vector.h"
#include "matmul_pack_template.h"
#include "matmul_store_template.h"

enum { STRIP = 16 };  // values of k packed at a time before they are rounded

static void tile(ptrdiff_t steps, const float *a, const float *b, float *c, ptrdiff_t c_stride,
                 ptrdiff_t rows, ptrdiff_t columns, bool accumulate) {
  VF sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE_VECTORS; j++) sums[i][j] = (VF)(0.0f);
#pragma clang loop unroll(disable)
  for (ptrdiff_t step = 0; step < steps; step++) {
    __m512bh columns_of_b[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE_VECTORS; j++) {
      columns_of_b[j] = (__m512bh)_mm512_loadu_si512(b + j * WIDTH);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS; i++) {
      __m512bh row_of_a = (__m512bh)_mm512_castps_si512(_mm512_set1_ps(a[i]));
#pragma clang loop unroll(full)
      for (int j = 0; j < TILE_VECTORS; j++) {
        sums[i][j] = (VF)_mm512_dpbf16_ps((__m512)sums[i][j], row_of_a, columns_of_b[j]);
      }
    }
    a += TILE_ROWS;
    b += TILE_VECTORS * WIDTH;
  }
  ISA(store_tile)(sums, c, c_stride, rows, columns, accumulate);
}

// The bf16 nearest to each float, ties to even, in the low half of each lane; NaN stays NaN.
INLINE __m512i rounded(__m512 value) {
  return _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(value));
}

// Two rows of `width` floats become one row of pairs: the first in the low half of each lane.
INLINE void join(float *to, const float *first, const float *second, const ptrdiff_t width) {
#pragma clang loop unroll(full)
  for (ptrdiff_t lane = 0; lane < width; lane += WIDTH) {
    __mmask16 mask = (__mmask16)(width - lane >= WIDTH ? 0xffff : (1 << (width - lane)) - 1);
    __m512i low = rounded(_mm512_maskz_loadu_ps(mask, first + lane));
    __m512i high = rounded(_mm512_maskz_loadu_ps(mask, second + lane));
    _mm512_mask_storeu_epi32(to + lane, mask, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
  }
}

INLINE void pack_pairs(float *panel, const float *source, ptrdiff_t stride, bool across,
                       ptrdiff_t lanes, ptrdiff_t depth, const ptrdiff_t width) {
  float strip[STRIP * TILE_VECTORS * WIDTH];
  for (ptrdiff_t k = 0; k < depth; k += STRIP) {
    ptrdiff_t count = depth - k < STRIP ? depth - k : STRIP;
    ISA(pack)(strip, source + k * (across ? stride : 1), stride, across, lanes, count, width);
    if (count % 2) memset(strip + count * width, 0, (size_t)width * sizeof(float));
    for (ptrdiff_t pair = 0; pair < (count + 1) / 2; pair++) {
      const float *first = strip + 2 * pair * width;
      join(panel + (k / 2 + pair) * width, first, first + width, width);
    }
  }
}

static void pack_a(float *panel, const float *source, ptrdiff_t stride, bool across,
                   ptrdiff_t lanes, ptrdiff_t depth) {
  pack_pairs(panel, source, stride, across, lanes, depth, TILE_ROWS);
}

static void pack_b(float *panel, const float *source, ptrdiff_t stride, bool across,
                   ptrdiff_t lanes, ptrdiff_t depth) {
  pack_pairs(panel, source, stride, across, lanes, depth, TILE_VECTORS * WIDTH);
}

#pragma clang attribute pop

const struct sluice_matmul_kernel sluice_matmul_avx512_bf16 = {
    .tile_rows = TILE_ROWS,
    .tile_columns = TILE_VECTORS * WIDTH,
    .depth_step = 2,
    .depth_block = 768,
    .tile = tile,
    .pack_a = pack_a,
    .pack_b = pack_b,
};
#endif
