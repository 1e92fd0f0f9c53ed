#include "isa.h"
#include <stdatomic.h>

static _Atomic int active = SLUICE_ISA_BEST;

bool sluice_isa_available(int isa) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  switch (isa) {
    case SLUICE_ISA_PLAIN:
      return true;
    case SLUICE_ISA_AVX2:
      return avx2;
    case SLUICE_ISA_AVX512:
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
    default:
      return false;
  }
#elif defined(__aarch64__)
  return isa == SLUICE_ISA_NEON;
#else
  return isa == SLUICE_ISA_PLAIN;
#endif
}

static int best(void) {
  int isa = SLUICE_ISA_COUNT - 1;
  while (isa > SLUICE_ISA_PLAIN && !sluice_isa_available(isa)) isa--;
  return isa;
}

int sluice_isa(void) {
  int isa = atomic_load_explicit(&active, memory_order_relaxed);
  if (isa >= 0) return isa;
  isa = best();
  atomic_store_explicit(&active, isa, memory_order_relaxed);
  return isa;
}

bool sluice_force_isa(int isa) {
  if (isa == SLUICE_ISA_BEST) isa = best();
  if (!sluice_isa_available(isa)) return false;
  atomic_store_explicit(&active, isa, memory_order_relaxed);
  return true;
}

const char *sluice_isa_name(int isa) {
  static const char *const names[SLUICE_ISA_COUNT] = {"plain", "neon", "avx2", "avx512"};
  return isa >= 0 && isa < SLUICE_ISA_COUNT ? names[isa] : "unknown";
}

bool sluice_has_bf16(void) {
#if defined(__x86_64__)
  return sluice_isa() == SLUICE_ISA_AVX512 && __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

bool sluice_prefers_bf16(void) {
#if defined(__x86_64__)
  return sluice_has_bf16() && __builtin_cpu_is("amd");
#else
  return false;
#endif
}
