#include "scratch.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct scratch {
  float *memory[SCRATCH_SLOTS];
  size_t floats[SCRATCH_SLOTS];
};

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local struct scratch *mine;

static void release(void *value) {
  struct scratch *scratch = value;
  for (int slot = 0; slot < SCRATCH_SLOTS; slot++) free(scratch->memory[slot]);
  free(scratch);
}

static void make_key(void) { pthread_key_create(&key, release); }

static void *allocated(void *memory, size_t bytes) {
  if (memory) return memory;
  fprintf(stderr, "sluice: error: out of memory: %zu bytes of working memory for a kernel\n", bytes);
  abort();
}

float *sluice_scratch(int slot, size_t floats) {
  if (!mine) {
    pthread_once(&once, make_key);
    mine = allocated(calloc(1, sizeof *mine), sizeof *mine);
    pthread_setspecific(key, mine);
  }
  if (mine->floats[slot] < floats) {
    size_t bytes = (floats * sizeof(float) + 4095) & ~(size_t)4095;
    free(mine->memory[slot]);
    mine->memory[slot] = allocated(aligned_alloc(4096, bytes), bytes);
    mine->floats[slot] = floats;
  }
  return mine->memory[slot];
}
