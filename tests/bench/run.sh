#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BIN_DIR [ARGUMENTS OF programs.py]: micro benchmarks, then whole programs.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
bin=$1
shift
for program in "$bin"/*_bench; do
    [ -x "$program" ] && "$program" --benchmark_min_time=0.2
done
"$bin/label_crash" 200
"$bin/train_crash" 200
"$bin/fuzzy_crash" 200
exec "$here/programs.py" "$bin" "$@"
