#include "matvec.h"
#include "pool.h"
#include "row_ops.h"

enum { TASK_ROWS = 64 };

struct matvec_job {
  float *y;
  const float *W, *x, *bias;
  ptrdiff_t N, K;
};

static void matvec_task(void *context, ptrdiff_t task) {
  const struct matvec_job *job = context;
  ptrdiff_t end = (task + 1) * TASK_ROWS < job->N ? (task + 1) * TASK_ROWS : job->N;
  const struct sluice_row_ops *ops = sluice_row_ops();
  for (ptrdiff_t row = task * TASK_ROWS; row < end; row++) {
    float value = ops->dot(job->W + row * job->K, job->x, job->K);
    job->y[row] = value + (job->bias ? job->bias[row] : 0);
  }
}

void sluice_matvec(float *y, const float *W, const float *x, const float *bias, ptrdiff_t N,
                   ptrdiff_t K) {
  struct matvec_job job = {y, W, x, bias, N, K};
  sluice_parallel((N + TASK_ROWS - 1) / TASK_ROWS, matvec_task, &job);
}

void sluice_matvec_reference(float *y, const float *W, const float *x, const float *bias,
                             ptrdiff_t N, ptrdiff_t K) {
  for (ptrdiff_t row = 0; row < N; row++) {
    double total = bias ? bias[row] : 0;
    for (ptrdiff_t i = 0; i < K; i++) total += (double)W[row * K + i] * x[i];
    y[row] = (float)total;
  }
}
