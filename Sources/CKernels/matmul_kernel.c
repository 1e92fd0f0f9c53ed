#include "matmul_kernel.h"
#include "isa.h"
#include "matmul.h"

#define KERNEL_TEMPLATE "matmul_tile_template.h"
#include "for_each_isa.h"

const struct sluice_matmul_kernel *sluice_matmul_kernel(int precision) {
  static const struct sluice_matmul_kernel *const tables[] = FOR_EACH_ISA(matmul);
#if defined(__x86_64__)
  if (precision == SLUICE_BF16 && sluice_has_bf16()) return &sluice_matmul_avx512_bf16;
#else
  (void)precision;
#endif
  return tables[sluice_isa()];
}
