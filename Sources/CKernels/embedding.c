#include "embedding.h"
#include <string.h>
#include "pool.h"
#include "row_ops.h"

enum { TASK_ROWS = 32, TASK_COLUMNS = 64 };

struct embedding_job {
  float *x, *dtoken_table, *dposition_table;
  const int32_t *tokens, *starts;
  const float *dx, *token_table, *position_table;
  ptrdiff_t B, T, C;
};

// Where a row's position counts from.
static ptrdiff_t start_of(const struct embedding_job *job, ptrdiff_t row) {
  return job->starts ? job->starts[row] : 0;
}

static void forward_task(void *context, ptrdiff_t task) {
  const struct embedding_job *job = context;
  ptrdiff_t C = job->C, rows = job->B * job->T, end = (task + 1) * TASK_ROWS;
  for (ptrdiff_t row = task * TASK_ROWS; row < end && row < rows; row++) {
    float *x = job->x + row * C;
    memcpy(x, job->token_table + job->tokens[row] * C, (size_t)C * sizeof(float));
    ptrdiff_t position = row % job->T - start_of(job, row);
    sluice_row_ops()->add_scaled(x, job->position_table + position * C, 1, C);
  }
}

void sluice_embedding_forward(float *x, const int32_t *tokens, const float *token_table,
                              const float *position_table, const int32_t *starts,
                              ptrdiff_t first_position, ptrdiff_t B, ptrdiff_t T, ptrdiff_t C) {
  struct embedding_job job = {.x = x, .tokens = tokens, .starts = starts,
                              .token_table = token_table,
                              .position_table = position_table + first_position * C,
                              .B = B, .T = T, .C = C};
  sluice_parallel((B * T + TASK_ROWS - 1) / TASK_ROWS, forward_task, &job);
}

static void backward_task(void *context, ptrdiff_t task) {
  const struct embedding_job *job = context;
  ptrdiff_t C = job->C, first = task * TASK_COLUMNS;
  ptrdiff_t columns = C - first < TASK_COLUMNS ? C - first : TASK_COLUMNS;
  const struct sluice_row_ops *ops = sluice_row_ops();
  for (ptrdiff_t row = 0; row < job->B * job->T; row++) {
    const float *dx = job->dx + row * C + first;
    ops->add_scaled(job->dtoken_table + job->tokens[row] * C + first, dx, 1, columns);
    ptrdiff_t position = row % job->T - start_of(job, row);
    ops->add_scaled(job->dposition_table + position * C + first, dx, 1, columns);
  }
}

void sluice_embedding_backward(float *dtoken_table, float *dposition_table, const int32_t *tokens,
                               const int32_t *starts, const float *dx, ptrdiff_t B, ptrdiff_t T,
                               ptrdiff_t C) {
  struct embedding_job job = {.dtoken_table = dtoken_table, .dposition_table = dposition_table,
                              .tokens = tokens, .starts = starts, .dx = dx, .B = B, .T = T, .C = C};
  sluice_parallel((C + TASK_COLUMNS - 1) / TASK_COLUMNS, backward_task, &job);
}

void sluice_embedding_forward_reference(float *x, const int32_t *tokens, const float *token_table,
                                        const float *position_table, const int32_t *starts,
                                        ptrdiff_t first_position, ptrdiff_t B, ptrdiff_t T,
                                        ptrdiff_t C) {
  for (ptrdiff_t b = 0; b < B; b++)
    for (ptrdiff_t t = 0; t < T; t++)
      for (ptrdiff_t i = 0; i < C; i++) {
        ptrdiff_t position = first_position + t - (starts ? starts[b * T + t] : 0);
        x[(b * T + t) * C + i] =
            token_table[tokens[b * T + t] * C + i] + position_table[position * C + i];
      }
}

void sluice_embedding_backward_reference(float *dtoken_table, float *dposition_table,
                                         const int32_t *tokens, const int32_t *starts,
                                         const float *dx, ptrdiff_t B, ptrdiff_t T, ptrdiff_t C) {
  for (ptrdiff_t b = 0; b < B; b++)
    for (ptrdiff_t t = 0; t < T; t++)
      for (ptrdiff_t i = 0; i < C; i++) {
        dtoken_table[tokens[b * T + t] * C + i] += dx[(b * T + t) * C + i];
        ptrdiff_t position = t - (starts ? starts[b * T + t] : 0);
        dposition_table[position * C + i] += dx[(b * T + t) * C + i];
      }
}
