#!/bin/sh
# Builds the kernels for arm64 and runs them against their references under qemu-user.
#
# Debian: apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross; and clang, such as the
# one of the Swift toolchain. Says so and ends with 0 where one of them is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kernels=$here/../../Sources/CKernels
for tool in clang qemu-aarch64 aarch64-linux-gnu-gcc; do
  if ! command -v $tool > /dev/null; then
    echo "skipped: no $tool"
    exit 0
  fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang --target=aarch64-linux-gnu --sysroot=/usr/aarch64-linux-gnu -I/usr/aarch64-linux-gnu/include \
  -O2 -Wall -Wextra -Werror -I "$kernels/include" -I "$kernels" -c \
  "$here/check.c" -o "$work/check.o"
for source in "$kernels"/*.c; do
  clang --target=aarch64-linux-gnu --sysroot=/usr/aarch64-linux-gnu -I/usr/aarch64-linux-gnu/include \
    -O2 -Wall -Wextra -Werror -I "$kernels/include" -I "$kernels" -c "$source" \
    -o "$work/$(basename "$source" .c).o"
done
aarch64-linux-gnu-gcc "$work"/*.o -o "$work/check" -lm -lpthread
qemu-aarch64 -L /usr/aarch64-linux-gnu "$work/check"
