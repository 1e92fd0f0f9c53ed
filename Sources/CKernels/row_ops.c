#include "row_ops.h"
#include "isa.h"

#define KERNEL_TEMPLATE "row_ops_template.h"
#include "for_each_isa.h"

const struct sluice_row_ops *sluice_row_ops(void) {
  static const struct sluice_row_ops *const tables[] = FOR_EACH_ISA(row_ops);
  return tables[sluice_isa()];
}
