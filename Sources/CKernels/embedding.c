#include "embedding.h"
#include <string.h>
#include "pool.h"
#include "row_ops.h"

enum { TASK_ROWS = 32, TASK_COLUMNS = 64 };

struct embedding_job {
  float *x, *dtoken_table, *dposition_table;
  const int32_t *tokens;
  const float *dx, *token_table, *position_table;
  ptrdiff_t B, T, C;
};

static void forward_task(void *context, ptrdiff_t task) {
  const struct embedding_job *job = context;
  ptrdiff_t C = job->C, rows = job->B * job->T, end = (task + 1) * TASK_ROWS;
  for (ptrdiff_t row = task * TASK_ROWS; row < end && row < rows; row++) {
    float *x = job->x + row * C;
    memcpy(x, job->token_table + job->tokens[row] * C, (size_t)C * sizeof(float));
    sluice_row_ops()->add_scaled(x, job->position_table + row % job->T * C, 1, C);
  }
}

void sluice_embedding_forward(float *x, const int32_t *tokens, const float *token_table,
                              const float *position_table, ptrdiff_t first_position, ptrdiff_t B,
                              ptrdiff_t T, ptrdiff_t C) {
  struct embedding_job job = {.x = x, .tokens = tokens, .token_table = token_table,
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
    ops->add_scaled(job->dposition_table + row % job->T * C + first, dx, 1, columns);
  }
}

void sluice_embedding_backward(float *dtoken_table, float *dposition_table, const int32_t *tokens,
                               const float *dx, ptrdiff_t B, ptrdiff_t T, ptrdiff_t C) {
  struct embedding_job job = {.dtoken_table = dtoken_table, .dposition_table = dposition_table,
                              .tokens = tokens, .dx = dx, .B = B, .T = T, .C = C};
  sluice_parallel((C + TASK_COLUMNS - 1) / TASK_COLUMNS, backward_task, &job);
}

void sluice_embedding_forward_reference(float *x, const int32_t *tokens, const float *token_table,
                                        const float *position_table, ptrdiff_t first_position,
                                        ptrdiff_t B, ptrdiff_t T, ptrdiff_t C) {
  for (ptrdiff_t b = 0; b < B; b++)
    for (ptrdiff_t t = 0; t < T; t++)
      for (ptrdiff_t i = 0; i < C; i++) {
        x[(b * T + t) * C + i] =
            token_table[tokens[b * T + t] * C + i] + position_table[(first_position + t) * C + i];
      }
}

void sluice_embedding_backward_reference(float *dtoken_table, float *dposition_table,
                                         const int32_t *tokens, const float *dx, ptrdiff_t B,
                                         ptrdiff_t T, ptrdiff_t C) {
  for (ptrdiff_t b = 0; b < B; b++)
    for (ptrdiff_t t = 0; t < T; t++)
      for (ptrdiff_t i = 0; i < C; i++) {
        dtoken_table[tokens[b * T + t] * C + i] += dx[(b * T + t) * C + i];
        dposition_table[t * C + i] += dx[(b * T + t) * C + i];
      }
}
