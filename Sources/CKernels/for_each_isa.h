// Includes KERNEL_TEMPLATE once per instruction set of the architecture.
//
// A template names its functions with ISA(name) and works on vectors of WIDTH floats (vector.h).
// Compile-time attributes do the rest, so the package needs no -march and the binary stays portable.
#pragma clang fp contract(fast)
#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#define ISA(name) name##_avx512
#define ISA_AVX512 1
#define WIDTH 16
#include "vector.h"
#include KERNEL_TEMPLATE
#undef WIDTH
#undef ISA_AVX512
#undef ISA
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define ISA(name) name##_avx2
#define ISA_AVX2 1
#define WIDTH 8
#include "vector.h"
#include KERNEL_TEMPLATE
#undef WIDTH
#undef ISA_AVX2
#undef ISA
#pragma clang attribute pop

#define ISA(name) name##_plain
#define WIDTH 4
#include "vector.h"
#include KERNEL_TEMPLATE
#undef WIDTH
#undef ISA
// The value of a symbol for each instruction set, indexed by SLUICE_ISA_…; missing ones are null.
#define FOR_EACH_ISA(name) {&name##_plain, 0, &name##_avx2, &name##_avx512}

#elif defined(__aarch64__)

#define ISA(name) name##_neon
#define WIDTH 4
#include "vector.h"
#include KERNEL_TEMPLATE
#undef WIDTH
#undef ISA
#define FOR_EACH_ISA(name) {0, &name##_neon, 0, 0}

#else

#define ISA(name) name##_plain
#define WIDTH 4
#include "vector.h"
#include KERNEL_TEMPLATE
#undef WIDTH
#undef ISA
#define FOR_EACH_ISA(name) {&name##_plain, 0, 0, 0}

#endif
