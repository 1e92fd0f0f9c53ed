// Workers sleep on a futex between regions after a short spin. A region is published by raising
// `epoch`; workers take task numbers from one counter and report by lowering `running`, and the caller
// leaves only when all have, so the fields of a region are never rewritten under a late worker.
#define _GNU_SOURCE
#include "pool.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAXIMUM_THREADS = 256, SPINS = 2000 };

static pthread_mutex_t region = PTHREAD_MUTEX_INITIALIZER;  // held by the thread whose region runs
static pthread_t workers[MAXIMUM_THREADS];
static _Atomic int thread_count;  // 0 until the first use
static bool stopping;
static sluice_task current_run;
static void *current_context;
static ptrdiff_t current_tasks;
static _Alignas(128) _Atomic uint32_t epoch;
static _Alignas(128) _Atomic uint32_t running;
static _Alignas(128) _Atomic ptrdiff_t next_task;
static _Alignas(128) _Atomic int sleepers;
static _Thread_local bool inside_task;

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Returns the first value other than `old`.
static uint32_t wait_for_change(_Atomic uint32_t *word, uint32_t old) {
  for (;;) {
    for (int spin = 0; spin < SPINS; spin++) {
      uint32_t value = atomic_load_explicit(word, memory_order_acquire);
      if (value != old) return value;
      relax();
    }
    atomic_fetch_add(&sleepers, 1);
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, old, 0, 0, 0);
    atomic_fetch_sub(&sleepers, 1);
  }
}

static void wake(_Atomic uint32_t *word) {
  if (atomic_load(&sleepers) > 0) syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, 0, 0, 0);
}

static void drain(void) {
  for (;;) {
    ptrdiff_t task = atomic_fetch_add_explicit(&next_task, 1, memory_order_relaxed);
    if (task >= current_tasks) return;
    current_run(current_context, task);
  }
}

static void *work(void *first_epoch) {
  uint32_t seen = (uint32_t)(uintptr_t)first_epoch;
  inside_task = true;
  for (;;) {
    seen = wait_for_change(&epoch, seen);
    if (stopping) return 0;
    drain();
    atomic_fetch_sub(&running, 1);
    wake(&running);
  }
}

// The two below are called with `region` held.
static void stop_workers(void) {
  int count = atomic_load(&thread_count);
  stopping = true;
  atomic_fetch_add(&epoch, 1);
  wake(&epoch);
  for (int index = 1; index < count; index++) pthread_join(workers[index], 0);
  stopping = false;
}

static void start_workers(int threads) {
  if (threads <= 0) {
    cpu_set_t allowed;
    threads = sched_getaffinity(0, sizeof allowed, &allowed) == 0
                  ? CPU_COUNT(&allowed)
                  : (int)sysconf(_SC_NPROCESSORS_ONLN);
  }
  if (threads > MAXIMUM_THREADS) threads = MAXIMUM_THREADS;
  if (threads < 1) threads = 1;
  uintptr_t now = atomic_load(&epoch);
  int count = 1;
  while (count < threads && pthread_create(&workers[count], 0, work, (void *)now) == 0) count++;
  atomic_store(&thread_count, count);
}

void sluice_pool_resize(int threads) {
  if (inside_task) return;
  pthread_mutex_lock(&region);
  stop_workers();
  start_workers(threads);
  pthread_mutex_unlock(&region);
}

int sluice_pool_threads(void) {
  if (atomic_load(&thread_count) == 0) sluice_parallel(0, 0, 0);
  int count = atomic_load(&thread_count);
  return count > 0 ? count : 1;
}

static void run_alone(ptrdiff_t tasks, sluice_task run, void *context) {
  for (ptrdiff_t task = 0; task < tasks; task++) run(context, task);
}

void sluice_parallel(ptrdiff_t tasks, sluice_task run, void *context) {
  if (inside_task || tasks == 1 || pthread_mutex_trylock(&region) != 0) {
    run_alone(tasks, run, context);
    return;
  }
  if (atomic_load(&thread_count) == 0) start_workers(0);
  int helpers = atomic_load(&thread_count) - 1;
  inside_task = true;
  if (helpers == 0 || tasks <= 1) {
    run_alone(tasks, run, context);
  } else {
    current_run = run;
    current_context = context;
    current_tasks = tasks;
    atomic_store_explicit(&next_task, 0, memory_order_relaxed);
    atomic_store_explicit(&running, (uint32_t)helpers, memory_order_relaxed);
    atomic_fetch_add(&epoch, 1);
    wake(&epoch);
    drain();
    uint32_t left = atomic_load(&running);
    while (left > 0) left = wait_for_change(&running, left);
  }
  inside_task = false;
  pthread_mutex_unlock(&region);
}
