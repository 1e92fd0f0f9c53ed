// Attention written out position by position: what attention.c must match.
#include <math.h>
#include <string.h>
#include "attention.h"

// Softmax weights of row t over the keys start … t of one head, in fp64; returns the log of the sum.
static double weights_of_row(double *weights, const float *qkv, ptrdiff_t start, ptrdiff_t t,
                             ptrdiff_t C, ptrdiff_t size) {
  double largest = -INFINITY, total = 0;
  for (ptrdiff_t s = start; s <= t; s++) {
    double score = 0;
    for (ptrdiff_t i = 0; i < size; i++) score += (double)qkv[t * 3 * C + i] * qkv[s * 3 * C + C + i];
    weights[s] = score / sqrt((double)size);
    largest = fmax(largest, weights[s]);
  }
  for (ptrdiff_t s = start; s <= t; s++) total += weights[s] = exp(weights[s] - largest);
  for (ptrdiff_t s = start; s <= t; s++) weights[s] /= total;
  return largest + log(total);
}

void sluice_attention_forward_reference(float *out, float *log_sums, const float *qkv,
                                        const int32_t *starts, ptrdiff_t B, ptrdiff_t T,
                                        ptrdiff_t C, ptrdiff_t H) {
  ptrdiff_t size = C / H;
  double weights[T];
  for (ptrdiff_t head = 0; head < B * H; head++) {
    ptrdiff_t row0 = head / H * T, offset = head % H * size;
    const float *base = qkv + row0 * 3 * C + offset;
    for (ptrdiff_t t = 0; t < T; t++) {
      ptrdiff_t start = starts ? starts[row0 + t] : 0;
      log_sums[head * T + t] = (float)weights_of_row(weights, base, start, t, C, size);
      for (ptrdiff_t i = 0; i < size; i++) {
        double value = 0;
        for (ptrdiff_t s = start; s <= t; s++) value += weights[s] * base[s * 3 * C + 2 * C + i];
        out[(row0 + t) * C + offset + i] = (float)value;
      }
    }
  }
}

void sluice_attention_backward_reference(float *dqkv, const float *dout, const float *qkv,
                                         const int32_t *starts, ptrdiff_t B, ptrdiff_t T,
                                         ptrdiff_t C, ptrdiff_t H) {
  ptrdiff_t size = C / H, wide = 3 * C;
  double weights[T], dweights[T];
  memset(dqkv, 0, (size_t)(B * T * wide) * sizeof(float));
  for (ptrdiff_t head = 0; head < B * H; head++) {
    ptrdiff_t row0 = head / H * T, offset = head % H * size;
    const float *base = qkv + row0 * wide + offset;
    float *dbase = dqkv + row0 * wide + offset;
    for (ptrdiff_t t = 0; t < T; t++) {
      const float *gradient = dout + (row0 + t) * C + offset;
      ptrdiff_t start = starts ? starts[row0 + t] : 0;
      double mean = 0;
      weights_of_row(weights, base, start, t, C, size);
      for (ptrdiff_t s = start; s <= t; s++) {
        dweights[s] = 0;
        for (ptrdiff_t i = 0; i < size; i++) {
          dweights[s] += (double)gradient[i] * base[s * wide + 2 * C + i];
        }
        mean += weights[s] * dweights[s];
      }
      for (ptrdiff_t s = start; s <= t; s++) {
        double dscore = weights[s] * (dweights[s] - mean) / sqrt((double)size);
        for (ptrdiff_t i = 0; i < size; i++) {
          dbase[t * wide + i] += (float)(dscore * base[s * wide + C + i]);
          dbase[s * wide + C + i] += (float)(dscore * base[t * wide + i]);
          dbase[s * wide + 2 * C + i] += (float)(weights[s] * gradient[i]);
        }
      }
    }
  }
}
