#include <math.h>
#include <string.h>
#include "attention.h"
#include "pool.h"
#include "row_ops.h"
#include "scratch.h"

struct cached_job {
  float *out;
  const float *qkv, *keys, *values;
  ptrdiff_t first_position, C, H;
};

// One head of one new position.
static void cached_task(void *context, ptrdiff_t task) {
  const struct cached_job *job = context;
  const struct sluice_row_ops *ops = sluice_row_ops();
  ptrdiff_t C = job->C, row = task / job->H, size = C / job->H, offset = task % job->H * size;
  ptrdiff_t visible = job->first_position + row + 1;
  const float *q = job->qkv + row * 3 * C + offset;
  float *out = job->out + row * C + offset, scale = 1 / sqrtf((float)size);
  float *weights = sluice_scratch(SCRATCH_ATTENTION, (size_t)visible);
  for (ptrdiff_t t = 0; t < visible; t++) {
    weights[t] = ops->dot(q, job->keys + t * C + offset, size);
  }
  float shift = ops->maximum(weights, visible) * scale;
  float total = ops->exponentials(weights, visible, scale, shift);
  memset(out, 0, (size_t)size * sizeof(float));
  for (ptrdiff_t t = 0; t < visible; t++) {
    ops->add_scaled(out, job->values + t * C + offset, weights[t] / total, size);
  }
}

void sluice_attention_cached(float *out, const float *qkv, const float *keys, const float *values,
                             ptrdiff_t first_position, ptrdiff_t rows, ptrdiff_t C, ptrdiff_t H) {
  struct cached_job job = {out, qkv, keys, values, first_position, C, H};
  sluice_parallel(rows * H, cached_task, &job);
}
