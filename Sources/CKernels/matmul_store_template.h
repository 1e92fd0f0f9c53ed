// Writes a finished register tile to c, whole or cut at the edge of the matrix.
INLINE void ISA(store_tile)(VF sums[TILE_ROWS][TILE_VECTORS], float *c, ptrdiff_t c_stride,
                            ptrdiff_t rows, ptrdiff_t columns, bool accumulate) {
  if (rows == TILE_ROWS && columns == TILE_VECTORS * WIDTH) {
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
      for (int j = 0; j < TILE_VECTORS; j++) {
        VF *to = (VF *)(c + i * c_stride + j * WIDTH);
        *to = accumulate ? *to + sums[i][j] : sums[i][j];
      }
    return;
  }
  float whole[TILE_ROWS * TILE_VECTORS * WIDTH];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
    for (int j = 0; j < TILE_VECTORS; j++) {
      *(VF *)(whole + (i * TILE_VECTORS + j) * WIDTH) = sums[i][j];
    }
  for (ptrdiff_t i = 0; i < rows; i++) {
    const float *from = whole + i * TILE_VECTORS * WIDTH;
    float *to = c + i * c_stride;
    for (ptrdiff_t j = 0; j < columns; j++) to[j] = accumulate ? to[j] + from[j] : from[j];
  }
}
