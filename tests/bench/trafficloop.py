#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The learning loop on request sets through assayctl alone, and what it is worth on clients that no model has seen.

  trafficloop.py ASSAYCTL LOG LABELS [--host NAME] [--target bot|malicious] [--split time|ip] [--work DIR] [--kinds LIST]
                 [--analyst N] [--resamples N] [--seed N] [--json FILE]

LABELS is a table with the columns ip, host, class, bot, malicious. Clients are dealt to four parts by a hash: models learn
from one, the fusion from another, the analyst looks at the third, the last is held out. With --split time (the default)
models and fusion learn from the first 60 % of the time, and the other two parts are of the time after that; so what is
held out is new in both ways.

The forest and the autoencoder learn what is not bot, the trees learn from all labels. Then an analyst labels N request sets
of the third part (half of them where the fused risk is least sure, half at random), submits them as a batch, and the trees
and the fusion are trained again. Intervals are the 2.5 and 97.5
percentiles over resampled clients.
"""
import argparse
import csv
import datetime
import hashlib
import json
import os
import random
import tempfile

from loop import FIGURES, Ctl, intervals

KINDS = ('isoforest', 'autoencoder', 'xgboost')
ANOMALY = ('isoforest', 'isoforest-plain', 'autoencoder')


def site(host):
    host = host.lower().split(':')[0]
    return host[4:] if host.startswith('www.') else host


def part_of(ip):
    digit = hashlib.sha256(ip.encode()).digest()[0] % 10
    return 'train' if digit < 4 else 'fuse' if digit < 5 else 'pool' if digit < 7 else 'heldout'


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


class Loop:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.ctl = Ctl(options.assayctl, os.path.join(folder, 'traffic.assay'))
        self.truth = {}
        with open(options.labels, newline='', encoding='utf-8') as file:
            for row in csv.DictReader(file):
                name = 'notbot' if row[options.target] == '0' else 'attack' if row['malicious'] == '1' else 'bot'
                self.truth[row['ip'], site(row['host'])] = name

    def import_log(self):
        words = ['import', self.options.log, '--no-progress'] + (['--host', self.options.host] if self.options.host else [])
        self.ctl.run(*words, ok=(0, 1))
        self.items = {}
        for item in self.ctl.objects('find', '', '--jsonl', ok=(0, 2)):
            ip, host = item['ip'], site(item.get('host', ''))
            label = self.truth.get((ip, host))
            if label:
                self.items[item['id']] = (ip, seconds(item['date']), label)
        times = [time for _, time, _ in self.items.values()]
        self.border = min(times) + 0.6 * (max(times) - min(times))

    def part(self, item):
        ip, time, _ = self.items[item]
        part = part_of(ip)
        if self.options.split == 'time' and (time < self.border) != (part in ('train', 'fuse')):
            return None
        return part

    def label(self, items, author):
        path = os.path.join(self.folder, author + '.csv')
        with open(path, 'w', newline='', encoding='ascii') as file:
            writer = csv.writer(file)
            writer.writerow(('item', 'label', 'author'))
            writer.writerows((item, self.items[item][2], author) for item in items)
        self.ctl.run('label', '--import', path)

    def batch(self, author, reason):
        made = self.ctl.objects('feedback', 'new', 'label.by:' + author, '--name', author, '--reason', reason, '--json')
        self.ctl.run('feedback', 'submit', str(made[0]['batch']), '--no-progress')
        return made[0]['batch']

    def train(self, kind, batches):
        words = ['train', '--kind', kind, '--hold-out', 'group', '--no-progress', '--json']
        if kind in ANOMALY:
            words += ['--query', '(' + ' OR '.join('label.by:' + a for a in batches) + ') label:notbot']
        else:
            for number in batches.values():
                words += ['--batch', str(number)]
        outcome = self.ctl.objects(*words, ok=(0, 3))[-1]
        failed = [c for c in outcome.get('gate', []) if c['outcome'] == 'failed']
        print('    %s: %s %s' % (kind, outcome['end'], json.dumps(failed or outcome.get('error', ''))[:400]))
        if not outcome.get('version'):
            return False
        note = ['--override', 'measurement'] if outcome['end'] == 'rejected' else []
        self.ctl.run('promote', 'traffic-' + kind, outcome['version'], '--note', 'loop', *note)
        return True

    # What was learned for other versions of the voices is given up first: fixed weights, unless learned ones win again.
    def fuse(self, query):
        self.ctl.run('fusion', '--forget')
        self.ctl.run('scan', '--no-progress')
        print('    fusion: ' + self.ctl.run('fusion', '--query', query).stdout.strip()[:700])

    # Scores of the held-out items by model title.
    def compare(self, models):
        words = ['compare', '--query', 'label.by:heldout', '--resamples', '200', '--scores', '--jobs', '2']
        for model in models:
            words += ['--model', model]
        found = self.ctl.objects(*words)[0]
        print('  held out: %d request sets, %d hostile; %d left out as learned from'
              % (found['n'], found['positives'], found['overlap']))
        for note in found['notes']:
            print('  note: ' + note)
        out = {}
        for i, model in enumerate(models):
            out[model] = {row['item']: (row['scores'][i], row['label'], row['group'])
                          for row in found['scores'] if row['scores'][i] is not None}
        return out

    def report(self, scores):
        out = {}
        for model, rows in scores.items():
            values = list(rows.values())
            if len({label for _, label, _ in values}) < 2:
                print('  %-20s one class only: no figures' % model)
                continue
            figures = intervals([v[:2] for v in values], [v[2] for v in values], self.options.resamples, self.options.seed)
            out[model] = figures
            print('  %-20s %s' % (model, '   '.join('%s %.4f [%.4f, %.4f]' % (k, *v) for k, v in figures.items())))
        return out

    def choose(self, pool):
        source = random.Random(self.options.seed)
        count = self.options.analyst
        unsure = []
        for low, high in ((0.40, 0.50), (0.30, 0.60), (0.20, 0.80)):
            found = self.ctl.objects('find', 'risk>=%g risk<%g' % (low, high), '--jsonl', ok=(0, 2))
            unsure = [item['id'] for item in found if item['id'] in pool]
            if len(unsure) >= count // 2:
                break
        chosen = set(source.sample(unsure, min(len(unsure), count // 2)))
        rest = sorted(pool - chosen)
        chosen.update(source.sample(rest, min(len(rest), count - len(chosen))))
        return sorted(chosen)


# How two models differ on the same items, with intervals over resampled groups.
def differences(before, after, resamples, seed):
    by_group = {}
    for item, (score, label, group) in before.items():
        if item in after:
            by_group.setdefault(group, []).append((score, after[item][0], label))
    blocks = list(by_group.values())
    source = random.Random(seed)
    drawn = {name: [] for name, _ in FIGURES}
    for _ in range(resamples):
        sample = [row for block in source.choices(blocks, k=len(blocks)) for row in block]
        if len({row[2] for row in sample}) < 2:
            continue
        for name, figure in FIGURES:
            drawn[name].append(figure([(r[1], r[2]) for r in sample]) - figure([(r[0], r[2]) for r in sample]))
    every = [row for block in blocks for row in block]
    out = {}
    for name, figure in FIGURES:
        values = sorted(drawn[name])
        at = lambda p: values[min(len(values) - 1, int(p * len(values)))]
        out[name] = (figure([(r[1], r[2]) for r in every]) - figure([(r[0], r[2]) for r in every]), at(0.025), at(0.975))
    return out


def verdict(change):
    return 'better' if change[1] > 0 else 'worse' if change[2] < 0 else 'no difference that can be told from chance'


def run(options, folder):
    loop = Loop(options, folder)
    loop.import_log()
    parts = {'train': [], 'fuse': [], 'pool': [], 'heldout': []}
    for item in sorted(loop.items):
        if part := loop.part(item):
            parts[part].append(item)
    for part, items in parts.items():
        print('  %s: %d request sets of %d clients, %d hostile' % (part, len(items), len({loop.items[i][0] for i in items}),
              sum(loop.items[i][2] != 'notbot' for i in items)))
    loop.label(parts['train'], 'train')
    loop.label(parts['fuse'], 'fuse')
    loop.label(parts['heldout'], 'heldout')
    loop.ctl.run('scan', '--no-progress')
    batches = {'train': loop.batch('train', 'other')}
    kinds = [kind for kind in options.kinds.split(',') if loop.train(kind, batches)]
    models = ['traffic-' + kind for kind in kinds] + ['fusion']
    loop.fuse('label.by:fuse')
    before = loop.compare(models)
    out = {'parts': {part: len(items) for part, items in parts.items()}, 'before': loop.report(before)}
    if not options.analyst:
        return out
    chosen = loop.choose(set(parts['pool']))
    print('  analyst: %d labels, %d hostile' % (len(chosen), sum(loop.items[i][2] != 'notbot' for i in chosen)))
    loop.label(chosen, 'analyst')
    batches['analyst'] = loop.batch('analyst', 'false negative')
    for kind in kinds:
        if kind not in ANOMALY:
            loop.train(kind, batches)
    loop.fuse('label.by:fuse OR label.by:analyst')
    after = loop.compare(models)
    out['after'] = loop.report(after)
    out['change'] = differences(before['fusion'], after['fusion'], options.resamples, options.seed)
    for name, change in out['change'].items():
        print('  fusion after the batch, %s: %+.4f [%+.4f, %+.4f], %s' % (name, *change, verdict(change)))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('assayctl')
    parser.add_argument('log')
    parser.add_argument('labels')
    parser.add_argument('--host')
    parser.add_argument('--target', choices=('bot', 'malicious'), default='bot')
    parser.add_argument('--split', choices=('time', 'ip'), default='time')
    parser.add_argument('--work')
    parser.add_argument('--kinds', default=','.join(KINDS))
    parser.add_argument('--analyst', type=int, default=200)
    parser.add_argument('--resamples', type=int, default=300)
    parser.add_argument('--seed', type=int, default=42)
    parser.add_argument('--json')
    options = parser.parse_args()
    folder = options.work or tempfile.mkdtemp(prefix='assay-traffic-loop-')
    os.makedirs(folder, exist_ok=True)
    out = run(options, folder)
    if options.json:
        with open(options.json, 'w', encoding='ascii') as file:
            json.dump(out, file, indent=1)


if __name__ == '__main__':
    main()
