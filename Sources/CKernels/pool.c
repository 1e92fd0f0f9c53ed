// Workers sleep on a futex between regions after a short spin. Tasks are claimed from one 64-bit ticket:
// the region's number above, the next task below. A claim is a compare-and-swap of the whole ticket, so
// a worker that wakes late can neither take a task twice nor touch a region that is over, and the caller
// waits for the tasks alone, never for a worker that found nothing to do.
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
static const uint32_t CLOSED = UINT32_MAX;  // a task number that no region reaches

static pthread_mutex_t region = PTHREAD_MUTEX_INITIALIZER;  // held by the thread whose region runs
static pthread_t workers[MAXIMUM_THREADS];
static _Atomic int thread_count;  // 0 until the first use
static _Atomic bool stopping;
static _Atomic(sluice_task) current_run;
static void *_Atomic current_context;
static _Atomic uint32_t current_tasks;
static _Alignas(128) _Atomic uint32_t epoch;     // changes with each region: what idle workers watch
static _Alignas(128) _Atomic uint64_t ticket;    // region number << 32 | next task
static _Alignas(128) _Atomic uint32_t finished;  // tasks of the region that are done
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

// Runs tasks of the open region until none is left to claim.
static void drain(void) {
  for (;;) {
    uint64_t claimed = atomic_load(&ticket);
    uint32_t tasks = atomic_load(&current_tasks);
    sluice_task run = atomic_load(&current_run);
    void *context = atomic_load(&current_context);
    if ((uint32_t)claimed >= tasks) return;
    // Succeeds only if the region whose fields were just read is still the open one.
    if (!atomic_compare_exchange_weak(&ticket, &claimed, claimed + 1)) continue;
    run(context, (uint32_t)claimed);
    if (atomic_fetch_add(&finished, 1) + 1 == tasks) wake(&finished);
  }
}

static void *work(void *first_epoch) {
  uint32_t seen = (uint32_t)(uintptr_t)first_epoch;
  inside_task = true;
  for (;;) {
    seen = wait_for_change(&epoch, seen);
    if (atomic_load(&stopping)) return 0;
    drain();
  }
}

// The two below are called with `region` held.
static void stop_workers(void) {
  int count = atomic_load(&thread_count);
  atomic_store(&stopping, true);
  atomic_fetch_add(&epoch, 1);
  wake(&epoch);
  for (int index = 1; index < count; index++) pthread_join(workers[index], 0);
  atomic_store(&stopping, false);
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

static void run_together(uint32_t tasks, sluice_task run, void *context) {
  uint64_t number = (atomic_load(&ticket) >> 32) + 1;
  // Closed while its fields change: a late claim on the old ticket fails from here on.
  atomic_store(&ticket, number << 32 | CLOSED);
  atomic_store(&current_run, run);
  atomic_store(&current_context, context);
  atomic_store(&current_tasks, tasks);
  atomic_store(&finished, 0);
  atomic_store(&ticket, number << 32);
  atomic_fetch_add(&epoch, 1);
  wake(&epoch);
  drain();
  uint32_t done = atomic_load(&finished);
  while (done < tasks) done = wait_for_change(&finished, done);
}

void sluice_parallel(ptrdiff_t tasks, sluice_task run, void *context) {
  if (inside_task || tasks == 1 || tasks >= (ptrdiff_t)CLOSED ||
      pthread_mutex_trylock(&region) != 0) {
    run_alone(tasks, run, context);
    return;
  }
  if (atomic_load(&thread_count) == 0) start_workers(0);
  inside_task = true;
  if (tasks > 1 && atomic_load(&thread_count) > 1) {
    run_together((uint32_t)tasks, run, context);
  } else {
    run_alone(tasks, run, context);
  }
  inside_task = false;
  pthread_mutex_unlock(&region);
}
