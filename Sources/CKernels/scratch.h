// Working memory of one thread, kept between calls and freed when the thread ends.
#pragma once
#include <stddef.h>

enum {
  SCRATCH_PACKED_A,   // matmul
  SCRATCH_PACKED_B,   // matmul
  SCRATCH_ATTENTION,  // strips of scores
  SCRATCH_PARTIALS,   // partial sums of a reduction
  SCRATCH_SLOTS
};

// At least `floats` floats, aligned to a page, contents undefined; valid until the same thread asks
// for the same slot again. Ends the program with a message when memory is exhausted.
float *sluice_scratch(int slot, size_t floats);
