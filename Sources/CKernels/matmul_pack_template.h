// Packing of fp32 panels; see matmul_kernel.h for the layout.

#if WIDTH == 16
// Transposes 16 rows of 16 floats held in registers.
INLINE void ISA(transpose)(VF r[16]) {
  VF t[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 2) {
    t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28,
                                   13, 29);
    t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27,
                                       14, 30, 15, 31);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i += 4)
#pragma clang loop unroll(full)
    for (int half = 0; half < 2; half++) {
      VF low = t[i + half], high = t[i + half + 2];
      r[i + 2 * half] = __builtin_shufflevector(low, high, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25,
                                                12, 13, 28, 29);
      r[i + 2 * half + 1] = __builtin_shufflevector(low, high, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11,
                                                    26, 27, 14, 15, 30, 31);
    }
  // Now lane quarter q of r[4g + c] holds column 4q + c of rows 4g … 4g+3: move quarters between rows.
#pragma clang loop unroll(full)
  for (int c = 0; c < 4; c++) {
    VF even_low = __builtin_shufflevector(r[c], r[4 + c], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11,
                                          24, 25, 26, 27);
    VF odd_low = __builtin_shufflevector(r[c], r[4 + c], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15,
                                         28, 29, 30, 31);
    VF even_high = __builtin_shufflevector(r[8 + c], r[12 + c], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9,
                                           10, 11, 24, 25, 26, 27);
    VF odd_high = __builtin_shufflevector(r[8 + c], r[12 + c], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13,
                                          14, 15, 28, 29, 30, 31);
    t[c] = __builtin_shufflevector(even_low, even_high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20,
                                   21, 22, 23);
    t[4 + c] = __builtin_shufflevector(odd_low, odd_high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19,
                                       20, 21, 22, 23);
    t[8 + c] = __builtin_shufflevector(even_low, even_high, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25,
                                       26, 27, 28, 29, 30, 31);
    t[12 + c] = __builtin_shufflevector(odd_low, odd_high, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26,
                                        27, 28, 29, 30, 31);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) r[i] = t[i];
}

// Packs the multiples of 16 of the depth and returns how many values of k that was.
INLINE ptrdiff_t ISA(pack_squares)(float *panel, const float *source, ptrdiff_t stride,
                                   ptrdiff_t lanes, ptrdiff_t depth, const ptrdiff_t width) {
  ptrdiff_t k = 0;
  for (; k + 16 <= depth; k += 16)
    for (ptrdiff_t first = 0; first < width; first += 16) {
      VF rows[16];
      ptrdiff_t present = lanes - first;
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) {
        const float *row = source + (first + i) * stride + k;
        rows[i] = i < present ? *(const VF *)row : (VF)(0.0f);
      }
      ISA(transpose)(rows);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) {
        float *to = panel + (k + i) * width + first;
        if (width - first >= 16) {
          *(VF *)to = rows[i];
        } else {
          __builtin_memcpy(to, &rows[i], (size_t)(width % 16) * sizeof(float));
        }
      }
    }
  return k;
}
#endif

// `width`, the lanes of a panel, is a constant where this is inlined.
INLINE void ISA(pack)(float *panel, const float *source, ptrdiff_t stride, bool across,
                      ptrdiff_t lanes, ptrdiff_t depth, const ptrdiff_t width) {
  if (across && lanes == width) {
    for (ptrdiff_t k = 0; k < depth; k++) {
      __builtin_memcpy(panel + k * width, source + k * stride, (size_t)width * sizeof(float));
    }
    return;
  }
  ptrdiff_t k = 0;
#if WIDTH == 16
  if (!across) k = ISA(pack_squares)(panel, source, stride, lanes, depth, width);
#endif
  ptrdiff_t lane_step = across ? 1 : stride, depth_step = across ? stride : 1;
  for (; k < depth; k++) {
    for (ptrdiff_t lane = 0; lane < width; lane++) {
      panel[k * width + lane] = lane < lanes ? source[lane * lane_step + k * depth_step] : 0;
    }
  }
}
