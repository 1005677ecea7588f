#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times whole programs and prints a table; ratios are taken within one run. Nothing here passes or fails.

  programs.py BIN_DIR [--only NAME,...] [--work DIR] [--big]

Each line is measured on two samples: mails of the reference corpus beside the project (when it is there) and mails made by
the sample generator with a seed of the day. --big adds a mailbox over 4 GiB.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.environ.get('ASSAY_SHARED') or os.path.join(os.path.dirname(ROOT), 'shared')
GENERATOR = os.path.join(ROOT, 'resources', 'sample', 'make_sample.py')


class Run:
    """One finished program: wall and CPU seconds, peak memory, output."""

    def __init__(self, command, env=None, stdout=None):
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=stdout or subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        self.code = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss / 1024


def first_line_after(command, env=None):
    """Seconds until the first line of output."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env)
    process.stdout.readline()
    seconds = time.monotonic() - start
    process.stdout.close()
    process.kill()
    process.wait()
    return seconds


def row(what, *cells):
    print('  %-52s %s' % (what, '  '.join(cells)), flush=True)


class Bench:
    def __init__(self, options, folder):
        self.ctl = os.path.join(options.bin, 'assayctl')
        self.window = os.path.join(options.bin, 'assay')
        self.folder, self.big = folder, options.big
        self.samples = []
        archive = os.path.join(SHARED, 'data', 'mail', 'spamassassin', 'spamassassin.tar.zst')
        if os.path.exists(archive):
            corpus = os.path.join(folder, 'corpus')
            os.mkdir(corpus)
            unpack = subprocess.Popen(['zstd', '-dcq', '--long=27', archive], stdout=subprocess.PIPE)
            subprocess.run(['tar', 'x', '-C', corpus], stdin=unpack.stdout, check=True)
            self.samples.append(('corpus', corpus))
        made = os.path.join(folder, 'generated')
        subprocess.run([sys.executable, GENERATOR, made, '--seed', time.strftime('%Y%m%d'), '--count', '3500'], check=True)
        self.samples.append(('generated', made))

    def matcher(self):
        print('Matcher: 610,591-byte message, stock rules')
        for name, path in self.samples:
            message = os.path.join(self.folder, 'long-%s.eml' % name)
            subprocess.run([sys.executable, os.path.join(HERE, 'make_long_message.py'), message, path], check=True, stdout=subprocess.DEVNULL)
            print(' ' + name)
            subprocess.run([self.ctl, 'rules', 'bench', '--stock-rules', message])

    def scan(self):
        print('Scan: stock rules, all included')
        for name, path in self.samples:
            cache = os.path.join(self.folder, 'cache-' + name)
            env = dict(os.environ, XDG_CACHE_HOME=cache)
            for state in ('cold', 'warm'):
                stats = os.path.join(self.folder, 'stats.json')
                run = Run([self.ctl, 'scan', path, '--stock-rules', '--jsonl', '--stats', stats], env)
                with open(stats, encoding='utf-8') as file:
                    items = json.load(file)['items']
                row('%s, %s databases, %d messages' % (name, state, items), '%.2f ms CPU a message' % (1000 * run.cpu / items), '%.1f s' % run.wall, '%.0f MiB' % run.rss)
            row(name + ', second start to the first hit', '%.2f s' % first_line_after([self.ctl, 'scan', path, '--stock-rules', '--jsonl', '--jobs', '1'], env))

    def mailbox(self):
        print('Mailbox: import')
        tool = os.path.join(SHARED, 'data', 'mail', 'tools', 'make_mbox.py')
        boxes = [('generated', [sys.executable, GENERATOR, os.path.join(self.folder, 'box'), '--only', 'inbox', '--seed', time.strftime('%j'), '--count', '100000'], os.path.join(self.folder, 'box', 'inbox.mbox'))]
        if os.path.exists(tool):
            target = os.path.join(self.folder, 'corpus.mbox')
            boxes.append(('corpus', [sys.executable, tool, target, '--size', '4300M' if self.big else '500M'], target))
        for name, command, box in boxes:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            case = os.path.join(self.folder, name + '.assay')
            run = Run([self.ctl, 'import', box, '--case', case])
            size = os.path.getsize(box)
            row('%s, %.0f MB' % (name, size / 1e6), '%.1f s' % run.wall, '%.0f MB/s' % (size / 1e6 / run.wall), 'peak %.0f MiB' % run.rss)
            os.unlink(box)

    def start(self):
        if not os.path.exists(self.window):
            return
        print('Window: start to the first painted frame, offscreen, then exit')
        env = dict(os.environ, QT_QPA_PLATFORM='offscreen')
        for name, words in (('empty', []), ('sample case', ['--demo'])):
            runs = [Run([self.window, '--no-restore', '--screenshot', os.path.join(self.folder, 'shot.png')] + words, env) for _ in range(5)]
            best = min(runs, key=lambda run: run.wall)
            row(name, '%.2f s' % best.wall, '%.2f s CPU' % best.cpu, '%.0f MiB' % best.rss)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('bin')
    parser.add_argument('--only', default='matcher,scan,mailbox,start')
    parser.add_argument('--work')
    parser.add_argument('--big', action='store_true')
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='assay-bench-', dir=options.work)
    try:
        bench = Bench(options, folder)
        for name in options.only.split(','):
            getattr(bench, name)()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
