// Vectors of WIDTH floats for one instruction set; included by for_each_isa.h, once per set.
//
// Loads and stores take the number of floats left in the row: at the end of a row of any length the
// missing lanes read as zero and are not written. Row loops therefore need no second, scalar tail.
#include <stddef.h>
#include <stdint.h>

#define VF ISA(floats)
#define VI ISA(integers)
#define INLINE static inline __attribute__((always_inline, unused))

typedef float VF __attribute__((ext_vector_type(WIDTH), aligned(4), may_alias));
typedef int32_t VI __attribute__((ext_vector_type(WIDTH), aligned(4), may_alias));

INLINE VF ISA(load)(const float *from, ptrdiff_t left) {
  if (__builtin_expect(left >= WIDTH, 1)) return *(const VF *)from;
  float lanes[WIDTH] = {0};
  for (ptrdiff_t lane = 0; lane < left; lane++) lanes[lane] = from[lane];
  return *(const VF *)lanes;
}

INLINE void ISA(store)(float *to, VF value, ptrdiff_t left) {
  if (__builtin_expect(left >= WIDTH, 1)) {
    *(VF *)to = value;
    return;
  }
  float lanes[WIDTH];
  *(VF *)lanes = value;
  for (ptrdiff_t lane = 0; lane < left; lane++) to[lane] = lanes[lane];
}

// The value with the lanes past the end of the row set to zero.
INLINE VF ISA(keep)(VF value, ptrdiff_t left) {
  if (__builtin_expect(left >= WIDTH, 1)) return value;
  float lanes[WIDTH];
  ISA(store)(lanes, value, WIDTH);
  for (ptrdiff_t lane = left; lane < WIDTH; lane++) lanes[lane] = 0;
  return *(const VF *)lanes;
}

// Sum of the lanes, always in the same tree order.
INLINE float ISA(sum)(VF value) {
  float lanes[WIDTH];
  *(VF *)lanes = value;
#pragma clang loop unroll(full)
  for (int half = WIDTH / 2; half > 0; half /= 2)
#pragma clang loop unroll(full)
    for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

// e^x as 2^n times a polynomial of degree 5 on [-ln 2 / 2, ln 2 / 2] (coefficients of Cephes expf).
// Clamped to [-87.3, 88.3], a few units in the last place; NaN stays NaN, so that damage is seen.
INLINE VF ISA(exp)(VF x) {
  const VF round_to_integer = (VF)(12582912.0f);  // 1.5 * 2^23: adding it leaves n in the low bits
  VF clamped = __builtin_elementwise_min(__builtin_elementwise_max(x, (VF)(-87.3f)), (VF)(88.3f));
  VF shifted = clamped * 1.44269504088896341f + round_to_integer;
  VI power = __builtin_bit_cast(VI, shifted) - __builtin_bit_cast(VI, round_to_integer);
  VF whole = shifted - round_to_integer;
  VF rest = clamped - whole * 0.693359375f;
  rest = rest + whole * 2.12194440e-4f;
  VF series = (VF)(1.9875691500e-4f);
  series = series * rest + 1.3981999507e-3f;
  series = series * rest + 8.3334519073e-3f;
  series = series * rest + 4.1665795894e-2f;
  series = series * rest + 1.6666665459e-1f;
  series = series * rest + 5.0000001201e-1f;
  VF value = series * rest * rest + rest + 1.0f;
  value = __builtin_bit_cast(VF, __builtin_bit_cast(VI, value) + (power << 23));
  return x == x ? value : x;
}
