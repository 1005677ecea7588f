#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy over the named sources with flags that clang understands.

  tidy.py --build DIR [--jobs N] FILE...

The compile database is made by GCC; its precompiled headers and GCC-only flags are dropped. Headers are checked through
the sources that include them. Exit 1 when anything is reported.
"""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

DROP = re.compile(r'^(-fpch-preprocess|-Winvalid-pch|-Werror|-Wcast-align=strict|-mno-direct-extern-access|-fno-direct-extern-access)$')


def clean(command):
    words, out, skip = command.split(), [], False
    for i, word in enumerate(words):
        if skip:
            skip = False
        elif word == '-include' and 'cmake_pch' in words[i + 1]:
            skip = True
        elif word.endswith('ccache') or DROP.match(word):
            continue
        else:
            out.append(word)
    return ' '.join(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', required=True)
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('files', nargs='*')
    options = parser.parse_args()
    with open(os.path.join(options.build, 'compile_commands.json'), encoding='utf-8') as file:
        commands = json.load(file)
    known = {os.path.relpath(c['file']): c for c in commands}
    # clang does not read the headers of libtorch in C++20.
    files = [f for f in options.files if f in known and not f.startswith('core/torch/module/')]
    for command in commands:
        command['command'] = clean(command['command'])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'compile_commands.json'), 'w', encoding='utf-8') as file:
            json.dump(commands, file)

        def check(name):
            run = subprocess.run(['clang-tidy', '--quiet', '-p', folder, name], capture_output=True, text=True)
            return name, run.returncode, run.stdout

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for name, code, text in pool.map(check, files):
                if code:
                    failed += 1
                    print(text, flush=True)
    print(f'clang-tidy: {len(files)} files, {failed} with findings')
    return 1 if failed else 0


sys.exit(main())
