#include "adamw.h"
#include <math.h>
#include "isa.h"
#include "pool.h"
#include "row_ops.h"
#include "scratch.h"

enum { TASK_FLOATS = 32768 };

struct adamw_floats {  // the constants of a step, rounded once
  float gradient_scale, beta1, rest1, beta2, rest2, epsilon, root_correction, keep, rate;
};

typedef void (*adamw_span)(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                           const struct adamw_floats *constants);

#define KERNEL_TEMPLATE "adamw_template.h"
#include "for_each_isa.h"

struct adamw_job {
  adamw_span span;
  float *p, *m, *v;
  const float *g;
  ptrdiff_t n;
  struct adamw_floats constants;
};

static ptrdiff_t span_length(ptrdiff_t n, ptrdiff_t task) {
  ptrdiff_t left = n - task * TASK_FLOATS;
  return left < TASK_FLOATS ? left : TASK_FLOATS;
}

static void adamw_task(void *context, ptrdiff_t task) {
  const struct adamw_job *job = context;
  ptrdiff_t first = task * TASK_FLOATS;
  job->span(job->p + first, job->g + first, job->m + first, job->v + first,
            span_length(job->n, task), &job->constants);
}

void sluice_adamw(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                  const struct sluice_adamw_step *step) {
  static const adamw_span *const tables[] = FOR_EACH_ISA(adamw);
  struct adamw_job job = {
      .span = *tables[sluice_isa()], .p = p, .m = m, .v = v, .g = g, .n = n,
      .constants = {
          .gradient_scale = (float)step->gradient_scale,
          .beta1 = (float)step->beta1,
          .rest1 = (float)(1 - step->beta1),
          .beta2 = (float)step->beta2,
          .rest2 = (float)(1 - step->beta2),
          .epsilon = (float)step->epsilon,
          .root_correction = (float)(1 / sqrt(step->correction2)),
          .keep = (float)(1 - step->learning_rate * step->weight_decay),
          .rate = (float)(step->learning_rate / step->correction1),
      }};
  sluice_parallel((n + TASK_FLOATS - 1) / TASK_FLOATS, adamw_task, &job);
}

struct squares_job {
  const float *values;
  float *partials;
  ptrdiff_t n;
};

static void squares_task(void *context, ptrdiff_t task) {
  const struct squares_job *job = context;
  const float *span = job->values + task * TASK_FLOATS;
  job->partials[task] = sluice_row_ops()->dot(span, span, span_length(job->n, task));
}

double sluice_sum_of_squares(const float *values, ptrdiff_t n) {
  ptrdiff_t tasks = (n + TASK_FLOATS - 1) / TASK_FLOATS;
  struct squares_job job = {values, sluice_scratch(SCRATCH_PARTIALS, (size_t)tasks), n};
  sluice_parallel(tasks, squares_task, &job);
  double total = 0;
  for (ptrdiff_t task = 0; task < tasks; task++) total += job.partials[task];
  return total;
}

void sluice_adamw_reference(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                            const struct sluice_adamw_step *step) {
  for (ptrdiff_t i = 0; i < n; i++) {
    double gradient = g[i] * step->gradient_scale;
    double first = step->beta1 * m[i] + (1 - step->beta1) * gradient;
    double second = step->beta2 * v[i] + (1 - step->beta2) * gradient * gradient;
    double root = sqrt(second) / sqrt(step->correction2) + step->epsilon;
    double kept = p[i] * (1 - step->learning_rate * step->weight_decay);
    m[i] = (float)first;
    v[i] = (float)second;
    p[i] = (float)(kept - step->learning_rate / step->correction1 * first / root);
  }
}

double sluice_sum_of_squares_reference(const float *values, ptrdiff_t n) {
  double total = 0;
  for (ptrdiff_t i = 0; i < n; i++) total += (double)values[i] * values[i];
  return total;
}
