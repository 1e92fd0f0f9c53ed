// The fp32 register tile: TILE_ROWS x (TILE_VECTORS * WIDTH) sums that stay in registers over the
// whole depth. 8 x 48 with AVX-512 fills 24 of 32 registers and, measured, the FMA units.
#if WIDTH == 16
#define TILE_ROWS 8
#define TILE_VECTORS 3
#elif WIDTH == 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#elif defined(__aarch64__)
#define TILE_ROWS 8
#define TILE_VECTORS 3
#else
#define TILE_ROWS 4
#define TILE_VECTORS 2
#endif

#include "matmul_pack_template.h"
#include "matmul_store_template.h"

static void ISA(tile)(ptrdiff_t steps, const float *a, const float *b, float *c,
                      ptrdiff_t c_stride, ptrdiff_t rows, ptrdiff_t columns, bool accumulate) {
  VF sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE_VECTORS; j++) sums[i][j] = (VF)(0.0f);
  // Unrolling this loop makes the compiler spill every sum to the stack.
#pragma clang loop unroll(disable)
  for (ptrdiff_t step = 0; step < steps; step++) {
    VF columns_of_b[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE_VECTORS; j++) columns_of_b[j] = *(const VF *)(b + j * WIDTH);
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS; i++) {
      VF row_of_a = (VF)(a[i]);
#pragma clang loop unroll(full)
      for (int j = 0; j < TILE_VECTORS; j++) sums[i][j] = sums[i][j] + row_of_a * columns_of_b[j];
    }
    a += TILE_ROWS;
    b += TILE_VECTORS * WIDTH;
  }
  ISA(store_tile)(sums, c, c_stride, rows, columns, accumulate);
}

static void ISA(pack_a)(float *panel, const float *source, ptrdiff_t stride, bool across,
                        ptrdiff_t lanes, ptrdiff_t depth) {
  ISA(pack)(panel, source, stride, across, lanes, depth, TILE_ROWS);
}

static void ISA(pack_b)(float *panel, const float *source, ptrdiff_t stride, bool across,
                        ptrdiff_t lanes, ptrdiff_t depth) {
  ISA(pack)(panel, source, stride, across, lanes, depth, TILE_VECTORS * WIDTH);
}

static const struct sluice_matmul_kernel ISA(matmul) = {
    .tile_rows = TILE_ROWS,
    .tile_columns = TILE_VECTORS * WIDTH,
    .depth_step = 1,
    .depth_block = 384,
    .tile = ISA(tile),
    .pack_a = ISA(pack_a),
    .pack_b = ISA(pack_b),
};
#undef TILE_ROWS
#undef TILE_VECTORS
