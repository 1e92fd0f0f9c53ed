#include "attention.h"
#include <math.h>
#include <string.h>
#include "matmul.h"
#include "pool.h"
#include "row_ops.h"
#include "scratch.h"

enum { STRIP_ROWS = 64 };

struct attention_job {
  float *out_forward, *log_sums_forward, *dqkv;
  const float *qkv, *dout, *out, *log_sums;
  const int32_t *starts;
  ptrdiff_t T, C, H;
  int precision;
};

// One head of one sequence, found from the task number: pointers to its first row.
struct head {
  const float *q, *k, *v;
  ptrdiff_t index, size, stride, first_value;  // first_value: of the head in a (B*T, C) matrix
  float scale;
};

static struct head head_of(const struct attention_job *job, ptrdiff_t task) {
  ptrdiff_t size = job->C / job->H, sequence = task / job->H, offset = task % job->H * size;
  const float *q = job->qkv + sequence * job->T * 3 * job->C + offset;
  return (struct head){q, q + job->C, q + 2 * job->C, task, size, 3 * job->C,
                       sequence * job->T * job->C + offset, 1 / sqrtf((float)size)};
}

// scores (rows, columns) = left (rows, size) · right (columns, size)ᵀ
static void dot_rows(float *scores, const float *left, ptrdiff_t left_stride, const float *right,
                     ptrdiff_t right_stride, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t size,
                     int precision) {
  sluice_matmul(&(struct sluice_product){
      .M = rows, .N = columns, .K = size, .a = left, .a_stride = left_stride, .b = right,
      .b_stride = right_stride, .transpose_b = true, .c = scores, .c_stride = columns,
      .precision = precision});
}

// to (rows, size) = weights (rows, columns) · from (columns, size)
static void weighted_rows(float *to, ptrdiff_t to_stride, const float *weights, const float *from,
                          ptrdiff_t from_stride, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t size,
                          int precision) {
  sluice_matmul(&(struct sluice_product){
      .M = rows, .N = size, .K = columns, .a = weights, .a_stride = columns, .b = from,
      .b_stride = from_stride, .c = to, .c_stride = to_stride, .precision = precision});
}

// to (columns, size) += weights (rows, columns)ᵀ · from (rows, size)
static void spread_rows(float *to, ptrdiff_t to_stride, const float *weights, const float *from,
                        ptrdiff_t from_stride, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t size,
                        int precision) {
  sluice_matmul(&(struct sluice_product){
      .M = columns, .N = size, .K = rows, .a = weights, .a_stride = columns, .transpose_a = true,
      .b = from, .b_stride = from_stride, .c = to, .c_stride = to_stride, .accumulate = true,
      .precision = precision});
}

// The first key that a position of the task's sequence sees.
static ptrdiff_t start_of(const struct attention_job *job, ptrdiff_t task, ptrdiff_t position) {
  return job->starts ? job->starts[task / job->H * job->T + position] : 0;
}

// Zeros the values of a row of scores outside `count` of them from `first` on.
static void clear_around(float *row, ptrdiff_t columns, ptrdiff_t first, ptrdiff_t count) {
  memset(row, 0, (size_t)first * sizeof(float));
  memset(row + first + count, 0, (size_t)(columns - first - count) * sizeof(float));
}

static void forward_task(void *context, ptrdiff_t task) {
  const struct attention_job *job = context;
  const struct sluice_row_ops *ops = sluice_row_ops();
  struct head head = head_of(job, task);
  float *scores = sluice_scratch(SCRATCH_ATTENTION, (size_t)(STRIP_ROWS * job->T));
  for (ptrdiff_t first = 0; first < job->T; first += STRIP_ROWS) {
    ptrdiff_t rows = job->T - first < STRIP_ROWS ? job->T - first : STRIP_ROWS;
    // Keys before the first row's document and after the last row are in nobody's sight.
    ptrdiff_t low = start_of(job, task, first), columns = first + rows - low;
    dot_rows(scores, head.q + first * head.stride, head.stride, head.k + low * head.stride,
             head.stride, rows, columns, head.size, job->precision);
    for (ptrdiff_t row = 0; row < rows; row++) {
      ptrdiff_t start = start_of(job, task, first + row), visible = first + row + 1 - start;
      float *line = scores + row * columns, *seen = line + start - low;
      float shift = ops->maximum(seen, visible) * head.scale;
      float total = ops->exponentials(seen, visible, head.scale, shift);
      ops->scale(seen, visible, 1 / total);
      clear_around(line, columns, start - low, visible);
      job->log_sums_forward[head.index * job->T + first + row] = shift + logf(total);
    }
    weighted_rows(job->out_forward + head.first_value + first * job->C, job->C, scores,
                  head.v + low * head.stride, head.stride, rows, columns, head.size,
                  job->precision);
  }
}

void sluice_attention_forward(float *out, float *log_sums, const float *qkv, const int32_t *starts,
                              ptrdiff_t B, ptrdiff_t T, ptrdiff_t C, ptrdiff_t H, int precision) {
  struct attention_job job = {.out_forward = out, .log_sums_forward = log_sums, .qkv = qkv,
                              .starts = starts, .T = T, .C = C, .H = H, .precision = precision};
  sluice_parallel(B * H, forward_task, &job);
}

static void backward_task(void *context, ptrdiff_t task) {
  const struct attention_job *job = context;
  const struct sluice_row_ops *ops = sluice_row_ops();
  struct head head = head_of(job, task);
  ptrdiff_t T = job->T, C = job->C;
  int precision = job->precision;
  float *dq = job->dqkv + (head.q - job->qkv), *dk = dq + C, *dv = dk + C;
  float *weights = sluice_scratch(SCRATCH_ATTENTION, (size_t)(2 * STRIP_ROWS * T));
  float *dweights = weights + STRIP_ROWS * T;
  for (ptrdiff_t row = 0; row < T; row++) {
    memset(dk + row * head.stride, 0, (size_t)head.size * sizeof(float));
    memset(dv + row * head.stride, 0, (size_t)head.size * sizeof(float));
  }
  for (ptrdiff_t first = 0; first < T; first += STRIP_ROWS) {
    ptrdiff_t rows = T - first < STRIP_ROWS ? T - first : STRIP_ROWS;
    ptrdiff_t low = start_of(job, task, first), columns = first + rows - low;
    const float *q = head.q + first * head.stride;
    const float *dout = job->dout + head.first_value + first * C;
    const float *out = job->out + head.first_value + first * C;
    const float *k = head.k + low * head.stride, *v = head.v + low * head.stride;
    dot_rows(weights, q, head.stride, k, head.stride, rows, columns, head.size, precision);
    dot_rows(dweights, dout, C, v, head.stride, rows, columns, head.size, precision);
    for (ptrdiff_t row = 0; row < rows; row++) {
      ptrdiff_t start = start_of(job, task, first + row), visible = first + row + 1 - start;
      float *line = weights + row * columns, *dline = dweights + row * columns;
      float *seen = line + start - low, *dseen = dline + start - low;
      ops->exponentials(seen, visible, head.scale, job->log_sums[head.index * T + first + row]);
      clear_around(line, columns, start - low, visible);
      clear_around(dline, columns, start - low, visible);
      float mean = ops->dot(dout + row * C, out + row * C, head.size);
      ops->softmax_backward(dseen, seen, mean, head.scale, visible);
    }
    spread_rows(dv + low * head.stride, head.stride, weights, dout, C, rows, columns, head.size,
                precision);
    spread_rows(dk + low * head.stride, head.stride, dweights, q, head.stride, rows, columns,
                head.size, precision);
    weighted_rows(dq + first * head.stride, head.stride, dweights, k, head.stride, rows, columns,
                  head.size, precision);
  }
}

void sluice_attention_backward(float *dqkv, const float *dout, const float *out,
                               const float *log_sums, const float *qkv, const int32_t *starts,
                               ptrdiff_t B, ptrdiff_t T, ptrdiff_t C, ptrdiff_t H, int precision) {
  struct attention_job job = {.dqkv = dqkv, .qkv = qkv, .dout = dout, .out = out,
                              .log_sums = log_sums, .starts = starts, .T = T, .C = C, .H = H,
                              .precision = precision};
  sluice_parallel(B * H, backward_task, &job);
}
