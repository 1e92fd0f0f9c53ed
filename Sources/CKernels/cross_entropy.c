#include "cross_entropy.h"
#include <math.h>
#include <string.h>
#include "pool.h"
#include "row_ops.h"

enum { TASK_ROWS = 4 };

struct cross_entropy_job {
  float *logits, *losses;
  const int32_t *targets;
  ptrdiff_t stride, rows, V;
  float scale;
};

static void cross_entropy_row(const struct cross_entropy_job *job, ptrdiff_t row) {
  const struct sluice_row_ops *ops = sluice_row_ops();
  float *logits = job->logits + row * job->stride;
  int32_t target = job->targets[row];
  if (target < 0) {
    memset(logits, 0, (size_t)job->V * sizeof(float));
    job->losses[row] = 0;
    return;
  }
  float largest = ops->maximum(logits, job->V), wanted = logits[target];
  float total = ops->exponentials(logits, job->V, 1, largest);
  job->losses[row] = largest + logf(total) - wanted;
  ops->scale(logits, job->V, job->scale / total);
  logits[target] -= job->scale;
}

static void cross_entropy_task(void *context, ptrdiff_t task) {
  const struct cross_entropy_job *job = context;
  ptrdiff_t end = (task + 1) * TASK_ROWS < job->rows ? (task + 1) * TASK_ROWS : job->rows;
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) cross_entropy_row(job, row);
}

double sluice_cross_entropy(float *logits, ptrdiff_t stride, const int32_t *targets,
                            ptrdiff_t rows, ptrdiff_t V, float scale, float *losses) {
  struct cross_entropy_job job = {logits, losses, targets, stride, rows, V, scale};
  sluice_parallel((rows + TASK_ROWS - 1) / TASK_ROWS, cross_entropy_task, &job);
  double total = 0;
  for (ptrdiff_t row = 0; row < rows; row++) total += losses[row];
  return total;
}

double sluice_cross_entropy_reference(float *logits, ptrdiff_t stride, const int32_t *targets,
                                      ptrdiff_t rows, ptrdiff_t V, float scale, float *losses) {
  double sum_of_losses = 0;
  for (ptrdiff_t row = 0; row < rows; row++) {
    float *values = logits + row * stride;
    double largest = values[0], total = 0;
    for (ptrdiff_t i = 1; i < V; i++) largest = fmax(largest, values[i]);
    for (ptrdiff_t i = 0; i < V; i++) total += exp(values[i] - largest);
    ptrdiff_t target = targets[row];
    double loss = target < 0 ? 0 : largest + log(total) - values[target];
    for (ptrdiff_t i = 0; i < V; i++) {
      double probability = exp(values[i] - largest) / total;
      values[i] = target < 0 ? 0 : (float)(scale * (probability - (i == target)));
    }
    losses[row] = (float)loss;
    sum_of_losses += loss;
  }
  return sum_of_losses;
}
