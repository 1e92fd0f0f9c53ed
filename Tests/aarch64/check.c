// The kernels against their references in plain C, to be built for another architecture than the one
// the test suite runs on. Prints one line per kernel; status 1 when any differs.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "activation.h"
#include "adamw.h"
#include "attention.h"
#include "cross_entropy.h"
#include "isa.h"
#include "layernorm.h"
#include "matmul.h"
#include "matvec.h"
#include "pool.h"

static uint64_t state = 88172645463325252u;
static int failures;

static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static ptrdiff_t size(ptrdiff_t limit) { return 1 + (ptrdiff_t)(next() % (uint64_t)limit); }

static float *floats(ptrdiff_t count) {
  float *values = malloc((size_t)count * sizeof(float));
  for (ptrdiff_t i = 0; i < count; i++) values[i] = (float)(next() >> 40) / 8388608.0f - 1;
  return values;
}

static float *copy(const float *values, ptrdiff_t count) {
  float *other = malloc((size_t)count * sizeof(float));
  for (ptrdiff_t i = 0; i < count; i++) other[i] = values[i];
  return other;
}

static double error(const float *found, const float *expected, ptrdiff_t count) {
  double difference = 0, magnitude = 1e-6;
  for (ptrdiff_t i = 0; i < count; i++) {
    double distance = fabs((double)found[i] - expected[i]);
    if (!(distance <= difference)) difference = distance;
    magnitude = fmax(magnitude, fabs((double)expected[i]));
  }
  return difference / magnitude;
}

static void report(const char *kernel, double worst) {
  int good = worst < 1e-5;
  printf("%s %s: largest relative error %.1e\n", good ? "ok  " : "FAIL", kernel, worst);
  failures += !good;
}

static double matmul(void) {
  struct sluice_product p = {.M = size(60), .N = size(60), .K = size(500)};
  p.transpose_a = next() & 1, p.transpose_b = next() & 1, p.accumulate = next() & 1;
  p.a_stride = p.transpose_a ? p.M : p.K, p.b_stride = p.transpose_b ? p.K : p.N, p.c_stride = p.N;
  p.a = floats(p.M * p.K), p.b = floats(p.K * p.N);
  float *found = floats(p.M * p.N), *expected = copy(found, p.M * p.N);
  p.c = found;
  sluice_matmul(&p);
  p.c = expected;
  sluice_matmul_reference(&p);
  return error(found, expected, p.M * p.N);
}

static double layernorm(void) {
  ptrdiff_t rows = size(50), C = size(90), n = rows * C;
  float *x = floats(n), *weight = floats(C), *bias = floats(C), *dout = floats(n);
  float *out = floats(n), *out2 = floats(n), *m = floats(rows), *r = floats(rows);
  float *dx = floats(n), *dw = floats(C), *db = floats(C);
  float *dx2 = copy(dx, n), *dw2 = copy(dw, C), *db2 = copy(db, C);
  sluice_layernorm_forward_reference(out2, m, r, x, weight, bias, 1e-2f, rows, C);
  sluice_layernorm_forward(out, m, r, x, weight, bias, 1e-2f, rows, C);
  sluice_layernorm_backward(dx, dw, db, dout, x, m, r, weight, rows, C);
  sluice_layernorm_backward_reference(dx2, dw2, db2, dout, x, m, r, weight, rows, C);
  return fmax(fmax(error(out, out2, n), error(dx, dx2, n)), fmax(error(dw, dw2, C), error(db, db2, C)));
}

static double gelu(void) {
  ptrdiff_t rows = size(40), C = size(90), n = rows * C;
  float *before = floats(n), *before2, *bias = floats(C), *dout = floats(n), *dout2 = copy(dout, n);
  for (ptrdiff_t i = 0; i < n; i++) before[i] *= 10;
  before2 = copy(before, n);
  float *out = floats(n), *out2 = floats(n);
  sluice_bias_gelu_forward(out, before, bias, rows, C);
  sluice_bias_gelu_forward_reference(out2, before2, bias, rows, C);
  sluice_gelu_backward(dout, before2, dout, rows, C);
  sluice_gelu_backward_reference(dout2, before2, dout2, rows, C);
  return fmax(error(out, out2, n), error(dout, dout2, n));
}

static double cross_entropy(void) {
  ptrdiff_t rows = size(20), V = size(200);
  float *logits = floats(rows * V), *logits2 = copy(logits, rows * V);
  float *losses = floats(rows), *losses2 = floats(rows);
  int32_t *targets = malloc((size_t)rows * sizeof(int32_t));
  for (ptrdiff_t i = 0; i < rows; i++) targets[i] = (int32_t)size(V + 1) - 2;
  sluice_cross_entropy(logits, V, targets, rows, V, 0.5f, losses);
  sluice_cross_entropy_reference(logits2, V, targets, rows, V, 0.5f, losses2);
  return fmax(error(logits, logits2, rows * V), error(losses, losses2, rows));
}

static double attention(void) {
  ptrdiff_t B = size(2), T = size(100), H = size(3), C = H * size(20), n = B * T * C;
  float *qkv = floats(3 * n), *dout = floats(n), *dqkv = floats(3 * n), *dqkv2 = floats(3 * n);
  float *out = floats(n), *out2 = floats(n), *sums = floats(B * H * T), *sums2 = floats(B * H * T);
  int32_t *starts = malloc((size_t)(B * T) * sizeof(int32_t));
  for (ptrdiff_t i = 0; i < B * T; i++) {
    bool is_new = i % T == 0 || size(8) == 1;
    starts[i] = is_new ? (int32_t)(i % T) : starts[i - 1];
  }
  sluice_attention_forward(out, sums, qkv, starts, B, T, C, H, SLUICE_FP32);
  sluice_attention_forward_reference(out2, sums2, qkv, starts, B, T, C, H);
  sluice_attention_backward(dqkv, dout, out, sums, qkv, starts, B, T, C, H, SLUICE_FP32);
  sluice_attention_backward_reference(dqkv2, dout, qkv, starts, B, T, C, H);
  return fmax(error(out, out2, n), error(dqkv, dqkv2, 3 * n));
}

static double adamw(void) {
  ptrdiff_t n = size(70000);
  float *p = floats(n), *g = floats(n), *m = floats(n), *v = floats(n);
  for (ptrdiff_t i = 0; i < n; i++) v[i] = fabsf(v[i]);
  float *p2 = copy(p, n), *m2 = copy(m, n), *v2 = copy(v, n);
  struct sluice_adamw_step step = {1e-2, 0.9, 0.95, 1e-8, 0.1, 0.3, 0.2, 0.7};
  sluice_adamw(p, g, m, v, n, &step);
  sluice_adamw_reference(p2, g, m2, v2, n, &step);
  return fmax(error(p, p2, n), fmax(error(m, m2, n), error(v, v2, n)));
}

static double matvec(void) {
  ptrdiff_t N = size(150), K = size(300);
  float *W = floats(N * K), *x = floats(K), *y = floats(N), *y2 = floats(N);
  sluice_matvec(y, W, x, 0, N, K);
  sluice_matvec_reference(y2, W, x, 0, N, K);
  return error(y, y2, N);
}

static void check(const char *kernel, double (*trial)(void)) {
  double worst = 0;
  for (int round = 0; round < 12; round++) {
    double found = trial();
    worst = found > worst || found != found ? found : worst;
  }
  report(kernel, worst);
}

int main(void) {
  sluice_pool_resize(3);
  printf("instruction set: %s\n", sluice_isa_name(sluice_isa()));
  check("matmul", matmul);
  check("layernorm", layernorm);
  check("gelu", gelu);
  check("cross_entropy", cross_entropy);
  check("attention", attention);
  check("adamw", adamw);
  check("matvec", matvec);
  return failures > 0;
}
