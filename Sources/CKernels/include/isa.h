// The instruction sets the kernels are compiled for, and the one in use.
//
// Every fast kernel is compiled once per instruction set inside one portable binary; the best set of
// the CPU is picked at the first call. Tests force each set in turn and compare with the references.
#pragma once
#include <stdbool.h>

enum {
  SLUICE_ISA_BEST = -1,    // only for sluice_force_isa: whatever the CPU does best
  SLUICE_ISA_PLAIN = 0,    // what every CPU of the architecture has (SSE2 on x86-64)
  SLUICE_ISA_NEON = 1,     // arm64; there it takes the place of PLAIN
  SLUICE_ISA_AVX2 = 2,     // with FMA
  SLUICE_ISA_AVX512 = 3,   // F, VL, BW, DQ
  SLUICE_ISA_COUNT = 4
};

// The instruction set in use, one of the names above.
int sluice_isa(void);

// Whether this build has kernels for the set and this CPU runs them.
bool sluice_isa_available(int isa);

// Switches every kernel to the set; false, and no change, where it is not available.
// For tests and measurements: not to be called while kernels run.
bool sluice_force_isa(int isa);

// "plain", "neon", "avx2" or "avx512".
const char *sluice_isa_name(int isa);

// Whether matrix products with bf16 operands run in hardware under the set in use.
bool sluice_has_bf16(void);

// Whether they are also faster than fp32 ones. Measured, register-only loops, bf16 over fp32: 2.0 times on
// an AMD CPU of family 26, 0.5 times on an Intel CPU of family 6, model 207, whose fast bf16 is in AMX.
// Decided by the maker and never by a clock: the choice is part of what a result depends on.
bool sluice_prefers_bf16(void);
