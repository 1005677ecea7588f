#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh BIN_DIR [SECONDS]: every fuzz target for a while, from its seeds. Findings stay in ./fuzz-findings.
set -euo pipefail
bin=$1
seconds=${2:-60}
mkdir -p fuzz-findings
status=0
for target in "$bin"/fuzz_*; do
    [ -x "$target" ] || continue
    name=$(basename "$target")
    corpus=$(mktemp -d)
    [ -d "$bin/seeds/$name" ] && cp -r "$bin/seeds/$name/." "$corpus"
    echo "== $name, $seconds s"
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=0 -verbosity=0 \
        -artifact_prefix="fuzz-findings/$name-" "$corpus" || status=1
    rm -rf "$corpus"
done
[ $status = 0 ] && echo "fuzz: no findings"
exit $status
