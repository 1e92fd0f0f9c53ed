// The persistent thread pool under all kernels.
//
// A region is a number of independent tasks, fixed by the shape of the work and never by the number of
// threads; every kernel writes disjoint results per task or sums partial results in task order. So a
// result is the same bits whatever the pool's size.
#pragma once
#include <stddef.h>

typedef void (*sluice_task)(void *context, ptrdiff_t task);

// Sets the number of threads, the caller's included (1 to 256; 0: the CPUs this process may use).
// Waits for a region under way. Does nothing inside a task.
void sluice_pool_resize(int threads);

// The number of threads, the caller's included.
int sluice_pool_threads(void);

// Runs task 0 … tasks-1 and returns when all are done. May be called from any thread at any time: a
// caller that finds the pool taken by another, and a task that calls it, run their tasks themselves.
void sluice_parallel(ptrdiff_t tasks, sluice_task run, void *context);
