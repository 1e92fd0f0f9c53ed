#include "activation.h"
#include <math.h>
#include "isa.h"
#include "pool.h"

#define GELU_SCALE 0.7978845608028654f  // sqrt(2 / pi)
#define GELU_CUBIC 0.044715f

struct activation_rows {
  void (*add_bias)(float *x, const float *bias, const float *residual, ptrdiff_t C);
  void (*bias_gelu)(float *out, float *before, const float *bias, ptrdiff_t C);
  void (*gelu_backward)(float *dbefore, const float *before, const float *dout, ptrdiff_t C);
  void (*sum_columns)(float *sums, const float *from, ptrdiff_t stride, ptrdiff_t rows,
                      ptrdiff_t columns);
};

#define KERNEL_TEMPLATE "activation_template.h"
#include "for_each_isa.h"

enum { TASK_ROWS = 32, TASK_COLUMNS = 64 };

struct activation_job {
  const struct activation_rows *row;
  float *out, *x;
  const float *bias, *other;  // other: residual, or the gradient that comes in
  ptrdiff_t rows, C;
};

static const struct activation_rows *active(void) {
  static const struct activation_rows *const tables[] = FOR_EACH_ISA(activation);
  return tables[sluice_isa()];
}

static ptrdiff_t row_tasks(ptrdiff_t rows) { return (rows + TASK_ROWS - 1) / TASK_ROWS; }

static ptrdiff_t last_row(const struct activation_job *job, ptrdiff_t task) {
  ptrdiff_t end = (task + 1) * TASK_ROWS;
  return end < job->rows ? end : job->rows;
}

static void add_bias_task(void *context, ptrdiff_t task) {
  struct activation_job *job = context;
  ptrdiff_t C = job->C, end = last_row(job, task);
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    job->row->add_bias(job->x + row * C, job->bias, job->other ? job->other + row * C : 0, C);
  }
}

void sluice_add_bias(float *x, const float *bias, const float *residual, ptrdiff_t rows,
                     ptrdiff_t C) {
  struct activation_job job = {
      .row = active(), .x = x, .bias = bias, .other = residual, .rows = rows, .C = C};
  sluice_parallel(row_tasks(rows), add_bias_task, &job);
}

static void bias_gelu_task(void *context, ptrdiff_t task) {
  struct activation_job *job = context;
  ptrdiff_t C = job->C, end = last_row(job, task);
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    job->row->bias_gelu(job->out + row * C, job->x + row * C, job->bias, C);
  }
}

void sluice_bias_gelu_forward(float *out, float *before, const float *bias, ptrdiff_t rows,
                              ptrdiff_t C) {
  struct activation_job job = {
      .row = active(), .out = out, .x = before, .bias = bias, .rows = rows, .C = C};
  sluice_parallel(row_tasks(rows), bias_gelu_task, &job);
}

static void gelu_backward_task(void *context, ptrdiff_t task) {
  struct activation_job *job = context;
  ptrdiff_t C = job->C, end = last_row(job, task);
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    job->row->gelu_backward(job->out + row * C, job->x + row * C, job->other + row * C, C);
  }
}

void sluice_gelu_backward(float *dbefore, const float *before, const float *dout, ptrdiff_t rows,
                          ptrdiff_t C) {
  struct activation_job job = {
      .row = active(), .out = dbefore, .x = (float *)before, .other = dout, .rows = rows, .C = C};
  sluice_parallel(row_tasks(rows), gelu_backward_task, &job);
}

static void bias_backward_task(void *context, ptrdiff_t task) {
  struct activation_job *job = context;
  ptrdiff_t first = task * TASK_COLUMNS, left = job->C - first;
  job->row->sum_columns(job->out + first, job->other + first, job->C, job->rows,
                        left < TASK_COLUMNS ? left : TASK_COLUMNS);
}

void sluice_bias_backward(float *dbias, const float *dout, ptrdiff_t rows, ptrdiff_t C) {
  struct activation_job job = {
      .row = active(), .out = dbias, .other = dout, .rows = rows, .C = C};
  sluice_parallel((C + TASK_COLUMNS - 1) / TASK_COLUMNS, bias_backward_task, &job);
}

void sluice_add_bias_reference(float *x, const float *bias, const float *residual, ptrdiff_t rows,
                               ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < rows * C; i++) x[i] += bias[i % C] + (residual ? residual[i] : 0);
}

void sluice_bias_gelu_forward_reference(float *out, float *before, const float *bias,
                                        ptrdiff_t rows, ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < rows * C; i++) {
    before[i] += bias[i % C];
    double x = before[i];
    out[i] = (float)(0.5 * x * (1 + tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x))));
  }
}

void sluice_gelu_backward_reference(float *dbefore, const float *before, const float *dout,
                                    ptrdiff_t rows, ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < rows * C; i++) {
    double x = before[i], t = tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x));
    double slope = GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
    dbefore[i] = (float)(dout[i] * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope));
  }
}

void sluice_bias_backward_reference(float *dbias, const float *dout, ptrdiff_t rows,
                                    ptrdiff_t C) {
  for (ptrdiff_t i = 0; i < rows * C; i++) dbias[i % C] += dout[i];
}
