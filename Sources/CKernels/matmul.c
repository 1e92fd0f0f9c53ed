// The product is cut in blocks that fit the caches. Of each block both operands are packed, in
// parallel, and then the tiles are computed, in parallel: two barriers a block. Up to 8 MiB of each
// operand are packed at once, so that an ordinary product is a single block.
#include "matmul.h"
#include <stdint.h>
#include <string.h>
#include "matmul_kernel.h"
#include "pool.h"
#include "scratch.h"

enum {
  BLOCK_ROWS = 4096,
  BLOCK_COLUMNS = 4096,
  PACKED_FLOATS = 2 << 20,     // of one operand in one block
  GROUP_FLOATS = 64 << 10,     // panels of a that one task keeps in L2
  PANELS_A_PER_TASK = 8,       // packing
  PANELS_B_PER_TASK = 2,
  TASKS_PER_THREAD = 6,
};

struct block {
  const struct sluice_matmul_kernel *kernel;
  const struct sluice_product *product;
  ptrdiff_t first_row, rows, first_column, columns, first_depth, depth;
  ptrdiff_t depth_block, depth_blocks;        // panels are cut along the depth
  ptrdiff_t panels_a, panels_b;               // along the rows and the columns
  ptrdiff_t panel_a_floats, panel_b_floats;   // of one panel, one depth block
  ptrdiff_t group_a, group_b;                 // panels of one task
  float *packed_a, *packed_b;                 // [depth block][panel]
  bool accumulate;
};

static ptrdiff_t least(ptrdiff_t left, ptrdiff_t right) { return left < right ? left : right; }
static ptrdiff_t most(ptrdiff_t left, ptrdiff_t right) { return left > right ? left : right; }
static ptrdiff_t ceiling(ptrdiff_t value, ptrdiff_t unit) { return (value + unit - 1) / unit; }

static ptrdiff_t depth_of(const struct block *block, ptrdiff_t depth_index) {
  return least(block->depth_block, block->depth - depth_index * block->depth_block);
}

static void pack_a_panels(const struct block *block, ptrdiff_t depth_index, ptrdiff_t first) {
  const struct sluice_product *product = block->product;
  ptrdiff_t k = block->first_depth + depth_index * block->depth_block;
  ptrdiff_t end = least(first + PANELS_A_PER_TASK, block->panels_a);
  for (ptrdiff_t panel = first; panel < end; panel++) {
    ptrdiff_t offset = panel * block->kernel->tile_rows, row = block->first_row + offset;
    const float *source = product->transpose_a ? product->a + k * product->a_stride + row
                                               : product->a + row * product->a_stride + k;
    float *to = block->packed_a + (depth_index * block->panels_a + panel) * block->panel_a_floats;
    block->kernel->pack_a(to, source, product->a_stride, product->transpose_a,
                          least(block->kernel->tile_rows, block->rows - offset),
                          depth_of(block, depth_index));
  }
}

static void pack_b_panels(const struct block *block, ptrdiff_t depth_index, ptrdiff_t first) {
  const struct sluice_product *product = block->product;
  ptrdiff_t k = block->first_depth + depth_index * block->depth_block;
  ptrdiff_t end = least(first + PANELS_B_PER_TASK, block->panels_b);
  for (ptrdiff_t panel = first; panel < end; panel++) {
    ptrdiff_t offset = panel * block->kernel->tile_columns, column = block->first_column + offset;
    const float *source = product->transpose_b ? product->b + column * product->b_stride + k
                                               : product->b + k * product->b_stride + column;
    float *to = block->packed_b + (depth_index * block->panels_b + panel) * block->panel_b_floats;
    block->kernel->pack_b(to, source, product->b_stride, !product->transpose_b,
                          least(block->kernel->tile_columns, block->columns - offset),
                          depth_of(block, depth_index));
  }
}

static void pack_task(void *context, ptrdiff_t task) {
  const struct block *block = context;
  ptrdiff_t groups_a = ceiling(block->panels_a, PANELS_A_PER_TASK);
  ptrdiff_t tasks_a = groups_a * block->depth_blocks;
  if (task < tasks_a) {
    pack_a_panels(block, task / groups_a, task % groups_a * PANELS_A_PER_TASK);
    return;
  }
  ptrdiff_t groups_b = ceiling(block->panels_b, PANELS_B_PER_TASK);
  pack_b_panels(block, (task - tasks_a) / groups_b, (task - tasks_a) % groups_b * PANELS_B_PER_TASK);
}

static void tile_task(void *context, ptrdiff_t task) {
  const struct block *block = context;
  const struct sluice_matmul_kernel *kernel = block->kernel;
  ptrdiff_t stride = block->product->c_stride, groups_a = ceiling(block->panels_a, block->group_a);
  ptrdiff_t first_a = task % groups_a * block->group_a, first_b = task / groups_a * block->group_b;
  ptrdiff_t end_a = least(first_a + block->group_a, block->panels_a);
  ptrdiff_t end_b = least(first_b + block->group_b, block->panels_b);
  float *c = block->product->c + block->first_row * stride + block->first_column;
  for (ptrdiff_t depth_index = 0; depth_index < block->depth_blocks; depth_index++) {
    ptrdiff_t steps = ceiling(depth_of(block, depth_index), kernel->depth_step);
    const float *a = block->packed_a + depth_index * block->panels_a * block->panel_a_floats;
    const float *b = block->packed_b + depth_index * block->panels_b * block->panel_b_floats;
    for (ptrdiff_t panel_b = first_b; panel_b < end_b; panel_b++) {
      ptrdiff_t column = panel_b * kernel->tile_columns;
      for (ptrdiff_t panel_a = first_a; panel_a < end_a; panel_a++) {
        ptrdiff_t row = panel_a * kernel->tile_rows;
        kernel->tile(steps, a + panel_a * block->panel_a_floats,
                     b + panel_b * block->panel_b_floats, c + row * stride + column, stride,
                     least(kernel->tile_rows, block->rows - row),
                     least(kernel->tile_columns, block->columns - column),
                     block->accumulate || depth_index > 0);
      }
    }
  }
}

// Sizes of a task: as many panels of a as stay in L2, then halved until every thread has several.
// The shape of a task does not touch the order of additions within an element of c.
static void choose_groups(struct block *block) {
  ptrdiff_t wanted = TASKS_PER_THREAD * sluice_pool_threads();
  block->group_a = least(most(GROUP_FLOATS / block->panel_a_floats, 1), block->panels_a);
  block->group_a = ceiling(block->panels_a, ceiling(block->panels_a, block->group_a));
  block->group_b = block->panels_b;
  while (block->group_b > 2 && ceiling(block->panels_a, block->group_a) *
                                       ceiling(block->panels_b, block->group_b) < wanted) {
    block->group_b = (block->group_b + 1) / 2;
  }
  while (block->group_a > 1 && ceiling(block->panels_a, block->group_a) *
                                       ceiling(block->panels_b, block->group_b) < wanted) {
    block->group_a = (block->group_a + 1) / 2;
  }
}

static void run_block(struct block *block) {
  const struct sluice_matmul_kernel *kernel = block->kernel;
  block->depth_blocks = ceiling(block->depth, block->depth_block);
  block->panels_a = ceiling(block->rows, kernel->tile_rows);
  block->panels_b = ceiling(block->columns, kernel->tile_columns);
  block->packed_a = sluice_scratch(
      SCRATCH_PACKED_A, (size_t)(block->panels_a * block->panel_a_floats * block->depth_blocks));
  block->packed_b = sluice_scratch(
      SCRATCH_PACKED_B, (size_t)(block->panels_b * block->panel_b_floats * block->depth_blocks));
  choose_groups(block);
  // b is packed with the first block of rows and kept for the others.
  ptrdiff_t groups_b = block->first_row == 0 ? ceiling(block->panels_b, PANELS_B_PER_TASK) : 0;
  ptrdiff_t groups_a = ceiling(block->panels_a, PANELS_A_PER_TASK);
  sluice_parallel((groups_a + groups_b) * block->depth_blocks, pack_task, block);
  sluice_parallel(ceiling(block->panels_a, block->group_a) *
                      ceiling(block->panels_b, block->group_b), tile_task, block);
}

static void clear(const struct sluice_product *product) {
  for (ptrdiff_t row = 0; row < product->M; row++) {
    memset(product->c + row * product->c_stride, 0, (size_t)product->N * sizeof(float));
  }
}

void sluice_matmul(const struct sluice_product *product) {
  const struct sluice_matmul_kernel *kernel = sluice_matmul_kernel(product->precision);
  if (product->K == 0 && !product->accumulate) clear(product);
  // Depth blocks of equal length, a multiple of 16 so that packing transposes whole squares.
  ptrdiff_t cuts = most(ceiling(product->K, kernel->depth_block), 1);
  ptrdiff_t depth_block = ceiling(ceiling(product->K, cuts), 16) * 16;
  ptrdiff_t steps = depth_block / kernel->depth_step;
  struct block block = {.kernel = kernel, .product = product, .depth_block = depth_block,
                        .panel_a_floats = steps * kernel->tile_rows,
                        .panel_b_floats = steps * kernel->tile_columns};
  ptrdiff_t rows = ceiling(least(product->M, BLOCK_ROWS), kernel->tile_rows);
  ptrdiff_t columns = ceiling(least(product->N, BLOCK_COLUMNS), kernel->tile_columns);
  ptrdiff_t larger = most(rows * block.panel_a_floats, columns * block.panel_b_floats);
  ptrdiff_t block_depth = most(PACKED_FLOATS / most(larger, 1), 1) * depth_block;
  for (ptrdiff_t column = 0; column < product->N; column += BLOCK_COLUMNS) {
    block.first_column = column;
    block.columns = least(BLOCK_COLUMNS, product->N - column);
    for (ptrdiff_t k = 0; k < product->K; k += block_depth) {
      block.first_depth = k;
      block.depth = least(block_depth, product->K - k);
      block.accumulate = product->accumulate || k > 0;
      for (ptrdiff_t row = 0; row < product->M; row += BLOCK_ROWS) {
        block.first_row = row;
        block.rows = least(BLOCK_ROWS, product->M - row);
        run_block(&block);
      }
    }
  }
}

static double operand(float value, int precision) {
  if (precision != SLUICE_BF16) return value;
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u;
  memcpy(&value, &bits, sizeof bits);
  return value;
}

void sluice_matmul_reference(const struct sluice_product *product) {
  ptrdiff_t a_row = product->transpose_a ? 1 : product->a_stride;
  ptrdiff_t a_depth = product->transpose_a ? product->a_stride : 1;
  ptrdiff_t b_column = product->transpose_b ? product->b_stride : 1;
  ptrdiff_t b_depth = product->transpose_b ? 1 : product->b_stride;
  for (ptrdiff_t row = 0; row < product->M; row++)
    for (ptrdiff_t column = 0; column < product->N; column++) {
      float *c = product->c + row * product->c_stride + column;
      double total = product->accumulate ? *c : 0;
      for (ptrdiff_t k = 0; k < product->K; k++) {
        total += operand(product->a[row * a_row + k * a_depth], product->precision) *
                 operand(product->b[column * b_column + k * b_depth], product->precision);
      }
      *c = (float)total;
    }
}
