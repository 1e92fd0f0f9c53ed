#include "layernorm.h"
#include <math.h>
#include <string.h>
#include "isa.h"
#include "pool.h"
#include "scratch.h"

struct layernorm_rows {
  void (*forward)(float *out, float *mean, float *rstd, const float *x, const float *weight,
                  const float *bias, float epsilon, ptrdiff_t C);
  void (*backward)(float *dx, float *dweight, float *dbias, const float *dout, const float *x,
                   float mean, float rstd, const float *weight, ptrdiff_t C);
};

#define KERNEL_TEMPLATE "layernorm_template.h"
#include "for_each_isa.h"

enum { TASK_ROWS = 32, TASK_COLUMNS = 64 };

struct layernorm_job {
  const struct layernorm_rows *row;
  float *out, *mean_out, *rstd_out;                      // forward
  float *dx, *partials, *dweight, *dbias;                // backward
  const float *dout, *x, *mean, *rstd, *weight, *bias;
  float epsilon;
  ptrdiff_t rows, C, parts;
};

static const struct layernorm_rows *active(void) {
  static const struct layernorm_rows *const tables[] = FOR_EACH_ISA(layernorm);
  return tables[sluice_isa()];
}

static ptrdiff_t least(ptrdiff_t left, ptrdiff_t right) { return left < right ? left : right; }

static void forward_task(void *context, ptrdiff_t task) {
  struct layernorm_job *job = context;
  ptrdiff_t C = job->C, end = least((task + 1) * TASK_ROWS, job->rows);
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    job->row->forward(job->out + row * C, job->mean_out + row, job->rstd_out + row,
                      job->x + row * C, job->weight, job->bias, job->epsilon, C);
  }
}

void sluice_layernorm_forward(float *out, float *mean, float *rstd, const float *x,
                              const float *weight, const float *bias, float epsilon,
                              ptrdiff_t rows, ptrdiff_t C) {
  struct layernorm_job job = {.row = active(), .out = out, .mean_out = mean, .rstd_out = rstd,
                              .x = x, .weight = weight, .bias = bias, .epsilon = epsilon,
                              .rows = rows, .C = C};
  sluice_parallel((rows + TASK_ROWS - 1) / TASK_ROWS, forward_task, &job);
}

static void backward_task(void *context, ptrdiff_t task) {
  struct layernorm_job *job = context;
  ptrdiff_t C = job->C, end = least((task + 1) * TASK_ROWS, job->rows);
  float *dweight = job->partials + task * 2 * C, *dbias = dweight + C;
  memset(dweight, 0, (size_t)(2 * C) * sizeof(float));
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    job->row->backward(job->dx + row * C, dweight, dbias, job->dout + row * C, job->x + row * C,
                       job->mean[row], job->rstd[row], job->weight, C);
  }
}

static void reduce_task(void *context, ptrdiff_t task) {
  struct layernorm_job *job = context;
  ptrdiff_t first = task * TASK_COLUMNS, end = least(first + TASK_COLUMNS, job->C);
  for (ptrdiff_t part = 0; part < job->parts; part++) {
    const float *dweight = job->partials + part * 2 * job->C, *dbias = dweight + job->C;
    for (ptrdiff_t i = first; i < end; i++) {
      job->dweight[i] += dweight[i];
      job->dbias[i] += dbias[i];
    }
  }
}

void sluice_layernorm_backward(float *dx, float *dweight, float *dbias, const float *dout,
                               const float *x, const float *mean, const float *rstd,
                               const float *weight, ptrdiff_t rows, ptrdiff_t C) {
  ptrdiff_t parts = (rows + TASK_ROWS - 1) / TASK_ROWS;
  float *partials = sluice_scratch(SCRATCH_PARTIALS, (size_t)(parts * 2 * C));
  struct layernorm_job job = {.row = active(), .dx = dx, .partials = partials, .dweight = dweight,
                              .dbias = dbias, .dout = dout, .x = x, .mean = mean, .rstd = rstd,
                              .weight = weight, .rows = rows, .C = C, .parts = parts};
  sluice_parallel(parts, backward_task, &job);
  sluice_parallel((C + TASK_COLUMNS - 1) / TASK_COLUMNS, reduce_task, &job);
}

void sluice_layernorm_forward_reference(float *out, float *mean, float *rstd, const float *x,
                                        const float *weight, const float *bias, float epsilon,
                                        ptrdiff_t rows, ptrdiff_t C) {
  for (ptrdiff_t row = 0; row < rows; row++, x += C, out += C) {
    double total = 0, squares = 0;
    for (ptrdiff_t i = 0; i < C; i++) total += x[i];
    double centre = total / (double)C;
    for (ptrdiff_t i = 0; i < C; i++) squares += (x[i] - centre) * (x[i] - centre);
    double scale = 1 / sqrt(squares / (double)C + epsilon);
    for (ptrdiff_t i = 0; i < C; i++) {
      out[i] = (float)((x[i] - centre) * scale * weight[i] + bias[i]);
    }
    mean[row] = (float)centre;
    rstd[row] = (float)scale;
  }
}

void sluice_layernorm_backward_reference(float *dx, float *dweight, float *dbias,
                                         const float *dout, const float *x, const float *mean,
                                         const float *rstd, const float *weight, ptrdiff_t rows,
                                         ptrdiff_t C) {
  for (ptrdiff_t row = 0; row < rows; row++, x += C, dout += C, dx += C) {
    double plain = 0, along = 0;
    for (ptrdiff_t i = 0; i < C; i++) {
      double normal = ((double)x[i] - mean[row]) * rstd[row];
      plain += (double)dout[i] * weight[i] / (double)C;
      along += (double)dout[i] * weight[i] * normal / (double)C;
      dweight[i] += (float)(dout[i] * normal);
      dbias[i] += dout[i];
    }
    for (ptrdiff_t i = 0; i < C; i++) {
      double normal = ((double)x[i] - mean[row]) * rstd[row];
      dx[i] += (float)(((double)dout[i] * weight[i] - plain - normal * along) * rstd[row]);
    }
  }
}
