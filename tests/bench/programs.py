#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times whole programs and prints a table; ratios are taken within one run. Nothing here passes or fails.

  programs.py BIN_DIR [--only NAME,...] [--work DIR] [--big]

Each line is measured on two samples: mails of the reference corpus beside the project (when it is there) and mails made by
the sample generator with a seed of the day. --big adds a mailbox over 4 GiB and a case of a million messages.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import fuzzy_servers

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SHARED = os.environ.get('ASSAY_SHARED') or os.path.join(os.path.dirname(ROOT), 'shared')
GENERATOR = os.path.join(ROOT, 'resources', 'sample', 'make_sample.py')


def forget(path):
    """Drop a file from the page cache."""
    with open(path, 'rb') as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
        self.bin = options.bin
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

    def case(self):
        count = 1_000_000 if self.big else 100_000
        print('Case: %d generated messages; import with index, questions, exports' % count)
        words = [path for name, path in self.samples if name == 'corpus']
        seeds = (('named seed', '1', []), ('seed of the day', time.strftime('%Y%m%d'), ['--corpus', words[0]] if words else []))
        for name, seed, more in seeds:
            box = os.path.join(self.folder, 'case-%s.mbox' % seed)
            run = Run([os.path.join(self.bin, 'assay_genbox'), box, '--count', str(count), '--seed', seed] + more)
            size = os.path.getsize(box) / 1e6
            row('%s: generate %.0f MB' % (name, size), '%.1f s' % run.wall, '%.0f MB/s' % (size / run.wall))
            case = os.path.join(self.folder, 'case-%s.assay' % seed)
            run = Run([self.ctl, 'import', box, '--case', case])
            row(name + ': import and index', '%.1f s' % run.wall, '%.0f messages/s' % (count / run.wall), 'peak %.0f MiB' % run.rss)
            self.questions(name, case)
            self.exports(name, case, count)
            os.unlink(box)

    def questions(self, name, case):
        """Wall time of the program (with opening the case), and of the answer alone as --explain tells it."""
        asked = ('size>2k', 'ip:101.0.0.0/8', 'invoice', '"please confirm"', 'subject:invoice date:2020..2026', 'subject:/pay\\w+t/i')
        for query in asked:
            runs = [Run([self.ctl, 'find', query, '--case', case, '--count']) for _ in range(3)]
            told = subprocess.run([self.ctl, 'find', query, '--case', case, '--explain', '--jsonl'], capture_output=True, check=False)
            answer = json.loads(told.stdout) if told.stdout else {'items': 0, 'seconds': 0}
            row('%s: find %r' % (name, query), '%d items' % answer['items'], 'answer %.0f ms' % (1000 * answer['seconds']), 'first %.2f s' % runs[0].wall, 'best %.2f s' % min(run.wall for run in runs), '%.0f MiB' % runs[-1].rss)

    def exports(self, name, case, count):
        for kind in ('csv', 'jsonl', 'mbox', 'iplist'):
            target = os.path.join(self.folder, 'export.' + kind)
            run = Run([self.ctl, 'report', '', '--case', case, '--out', target, '--format', kind, '--no-source-hashes'])
            size = os.path.getsize(target) / 1e6
            row('%s: report as %s, %.0f MB' % (name, kind, size), '%.1f s' % run.wall, '%.0f items/s' % (count / run.wall), 'peak %.0f MiB' % run.rss)
            os.unlink(target)

    def traffic(self):
        print('Traffic: made up, read, put into request sets with features, imported; ten million requests for memory')
        for name, seed, count in (('named seed', '1', 1_000_000), ('seed of the day', time.strftime('%Y%m%d'), 1_000_000), ('named seed', '2', 10_000_000)):
            made = os.path.join(self.folder, 'traffic-' + seed)
            run = Run([self.ctl, 'traffic', 'synth', '--out', made, '--seed', seed, '--requests', str(count), '--formats', 'vhost', '--no-request-labels'])
            log = os.path.join(made, 'vhost.log')
            with open(os.path.join(made, 'summary.json'), encoding='utf-8') as file:
                count = json.load(file)['requests']
            what = '%s: %.1f M requests, %.0f MB' % (name, count / 1e6, os.path.getsize(log) / 1e6)
            row(what + ', make up', '%.1f s' % run.wall, '%.0f k/s' % (count / 1000 / run.wall), 'peak %.0f MiB' % run.rss)
            for state in ('cold', 'warm') if count < 5_000_000 else ('warm',):
                if state == 'cold':
                    forget(log)
                run = Run([self.ctl, 'traffic', 'sets', log, '--jsonl'])
                row(what + ', sets, ' + state, '%.1f s' % run.wall, '%.0f k/s' % (count / 1000 / run.wall), 'peak %.0f MiB' % run.rss)
            run = Run([self.ctl, 'import', log, '--case', os.path.join(made, 'case.assay')])
            row(what + ', import and index', '%.1f s' % run.wall, '%.0f k/s' % (count / 1000 / run.wall), 'peak %.0f MiB' % run.rss)
            shutil.rmtree(made, ignore_errors=True)
        log = os.path.join(self.folder, 'hosts.log')
        with open(log, 'w', encoding='utf-8') as file:
            for i in range(1_000_000):
                at = i // 300
                file.write('www.harbour%d.example 10.%d.%d.%d - - [02/Mar/2026:%02d:%02d:%02d +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0"\n' % (i, i >> 16 & 255, i >> 8 & 255, i & 255, 6 + at // 3600, at // 60 % 60, at % 60))
        run = Run([self.ctl, 'import', log, '--case', os.path.join(self.folder, 'hosts.assay')])
        row('a million hosts, import and index', '%.1f s' % run.wall, 'peak %.0f MiB' % run.rss)

    def start(self):
        if not os.path.exists(self.window):
            return
        print('Window: start to the first painted frame, offscreen, then exit')
        env = dict(os.environ, QT_QPA_PLATFORM='offscreen')
        for name, words in (('empty', []), ('sample case', ['--demo'])):
            runs = [Run([self.window, '--no-restore', '--screenshot', os.path.join(self.folder, 'shot.png')] + words, env) for _ in range(5)]
            best = min(runs, key=lambda run: run.wall)
            row(name, '%.2f s' % best.wall, '%.2f s CPU' % best.cpu, '%.0f MiB' % best.rss)

    def capture(self):
        """The same fields of the same capture: requests with their answers, hellos with JA3."""
        fields = ['frame.number', 'tcp.stream', 'http.request.method', 'http.request.uri', 'http.host', 'http.user_agent', 'http.response.code',
                  'tls.handshake.extensions_server_name', 'tls.handshake.ja3', 'tls.handshake.ja3s']
        size = 1000 if self.big else 250
        print('Captures: %d MB of HTTP and TLS' % size)
        for name, seed in (('named seed', '11'), ('seed of the day', time.strftime('%Y%m%d'))):
            path = os.path.join(self.folder, 'big.pcap')
            subprocess.run([os.path.join(self.bin, 'assay_gencapture'), path, str(size), seed], check=True)
            total = 0
            for verb in ('http', 'tls'):
                runs = [Run([self.ctl, 'traffic', verb, path, '--jsonl']) for _ in range(3)]
                best = min(runs, key=lambda run: run.wall)
                total += best.wall
                row('%s: assayctl traffic %s' % (name, verb), '%.2f s' % best.wall, '%.0f MB/s' % (size / best.wall), '%.2f s CPU' % best.cpu, 'peak %.0f MiB' % best.rss)
            if shutil.which('tshark'):
                run = Run(['tshark', '-n', '-r', path, '-Y', 'http or tls.handshake', '-T', 'fields'] + [word for field in fields for word in ('-e', field)])
                row(name + ': tshark, the same fields', '%.2f s' % run.wall, '%.0f MB/s' % (size / run.wall), '%.2f s CPU' % run.cpu, '%.1f times both verbs' % (run.wall / total))
            os.unlink(path)

    def fuzzy(self):
        fuzzy_servers.compare(self.bin, self.folder, row)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('bin')
    parser.add_argument('--only', default='matcher,scan,mailbox,case,capture,traffic,fuzzy,start')
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
