#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The learning loop through assayctl alone, and what it is worth on items that no model has seen.

  loop.py ASSAYCTL MAIL_DIR [--work DIR] [--share 0.3] [--kinds LIST] [--resamples N] [--seed N] [--json FILE]

MAIL_DIR has one folder a source of mail whose name says the label (spam-1, easy-ham-1, phishing_pot). The newest share of
each folder is held out; of the rest a batch is made and submitted, one model of each kind is trained on it and promoted,
everything is scanned again. Items that a model learned from, and near-duplicates of such or mail of the same sender as such,
take no part in the figures. Intervals are the 2.5 and 97.5 percentiles over resampled groups.
"""
import argparse
import bisect
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

KINDS = ('xgboost', 'isoforest', 'autoencoder', 'neural')


class Ctl:
    def __init__(self, program, case):
        self.program, self.case = program, case

    def run(self, *words, ok=(0,)):
        start = time.monotonic()
        words = [self.case if word == '@' else word for word in words]
        named = [] if self.case in words else ['--case', self.case]
        done = subprocess.run([self.program, *words, *named], capture_output=True, text=True)
        print('  %7.1f s  assayctl %s' % (time.monotonic() - start, ' '.join(words)[:100]), flush=True)
        if done.returncode not in ok:
            sys.exit('assayctl %s: exit %d\n%s' % (' '.join(words), done.returncode, done.stderr[-2000:]))
        return done

    def objects(self, *words, ok=(0,)):
        return [json.loads(line) for line in self.run(*words, ok=ok).stdout.splitlines() if line.startswith('{')]


def held_out_items(ctl, mail, share):
    """The newest items of each folder, with their labels."""
    out = []
    for label in ('spam', 'ham', 'phish'):
        by_folder = {}
        for item in ctl.objects('find', 'label:' + label, '--jsonl', ok=(0, 2)):
            folder = os.path.relpath(item['source'], mail).split(os.sep)[0]
            by_folder.setdefault(folder, []).append(item)
        for items in by_folder.values():
            items.sort(key=lambda item: item['date'] or '')
            out += [(item['id'], label) for item in items[int(len(items) * (1 - share)):]]
    return out


def roc_auc(rows):
    negatives = sorted(score for score, label in rows if label == 0)
    positives = [score for score, label in rows if label == 1]
    won = sum((bisect.bisect_left(negatives, s) + bisect.bisect_right(negatives, s)) / 2 for s in positives)
    return won / (len(positives) * len(negatives))


def average_precision(rows):
    rows = sorted(rows, reverse=True)
    positives = sum(label for _, label in rows)
    tp = seen = before = total = 0
    while seen < len(rows):
        score = rows[seen][0]
        while seen < len(rows) and rows[seen][0] == score:
            tp += rows[seen][1]
            seen += 1
        total += (tp - before) / positives * tp / seen
        before = tp
    return total


def recall_at(rows, rate):
    negatives = sorted((score for score, label in rows if label == 0), reverse=True)
    allowed = int(rate * len(negatives))
    positives = [score for score, label in rows if label == 1]
    # Above the first negative that is one too many.
    border = negatives[allowed] if allowed < len(negatives) else -float('inf')
    return sum(score > border for score in positives) / len(positives)


FIGURES = (('ROC-AUC', roc_auc), ('PR-AUC', average_precision), ('recall at 0.1 % FPR', lambda rows: recall_at(rows, 0.001)))


def intervals(rows, groups, resamples, seed):
    """Point values and percentile intervals; whole groups are drawn."""
    by_group = {}
    for row, group in zip(rows, groups):
        by_group.setdefault(group, []).append(row)
    blocks = list(by_group.values())
    source = random.Random(seed)
    drawn = {name: [] for name, _ in FIGURES}
    for _ in range(resamples):
        sample = [row for block in source.choices(blocks, k=len(blocks)) for row in block]
        if len({label for _, label in sample}) < 2:
            continue
        for name, figure in FIGURES:
            drawn[name].append(figure(sample))
    out = {}
    for name, figure in FIGURES:
        values = sorted(drawn[name])
        at = lambda p: values[min(len(values) - 1, int(p * len(values)))]
        out[name] = (figure(rows), at(0.025), at(0.975))
    return out


def report(ctl, models, options):
    words = ['compare', '--query', 'label.by:heldout', '--resamples', str(options.resamples), '--scores', '--jobs', '2']
    for model in models:
        words += ['--model', model]
    found = ctl.objects(*words)[0]
    print('  held out: %d items, %d hostile; %d left out as learned from' % (found['n'], found['positives'], found['overlap']))
    for note in found['notes']:
        print('  note: ' + note)
    out = {'n': found['n'], 'positives': found['positives'], 'overlap': found['overlap'], 'models': {}}
    for i, model in enumerate(found['models']):
        scored = [row for row in found['scores'] if row['scores'][i] is not None]
        rows = [(row['scores'][i], row['label']) for row in scored]
        if len({label for _, label in rows}) < 2:
            print('  %-16s one class only: no figures' % model['title'])
            continue
        figures = intervals(rows, [row['group'] for row in scored], min(options.resamples, 500), options.seed)
        out['models'][model['title']] = figures
        print('  %-16s %s' % (model['title'], '   '.join('%s %.4f [%.4f, %.4f]' % (k, *v) for k, v in figures.items())))
    for model, test in zip(found['models'][1:], found.get('tests', [])):
        print('  %s against %s: %s' % (model['title'], found['models'][0]['title'], test['verdict']))
        for reason in test['reasons']:
            print('    ' + reason)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('assayctl')
    parser.add_argument('mail')
    parser.add_argument('--work')
    parser.add_argument('--share', type=float, default=0.3)
    parser.add_argument('--kinds', default=','.join(KINDS))
    parser.add_argument('--resamples', type=int, default=1000)
    parser.add_argument('--seed', type=int, default=42)
    parser.add_argument('--json')
    options = parser.parse_args()
    folder = options.work or tempfile.mkdtemp(prefix='assay-loop-')
    os.makedirs(folder, exist_ok=True)
    ctl = Ctl(options.assayctl, os.path.join(folder, 'loop.assay'))
    for source in sorted(os.listdir(options.mail)):
        path = os.path.join(options.mail, source)
        if os.path.isdir(path):
            ctl.run('import', path, '--no-progress', ok=(0, 1))
    ctl.run('fuzzy', 'clusters', '@', '--json')
    ctl.run('label', '--folders', '--author', 'folders')
    held = os.path.join(folder, 'heldout.csv')
    with open(held, 'w', newline='', encoding='ascii') as file:
        writer = csv.writer(file)
        writer.writerow(('item', 'label', 'author'))
        writer.writerows((item, label, 'heldout') for item, label in held_out_items(ctl, os.path.abspath(options.mail), options.share))
    ctl.run('label', '--import', held)
    ctl.run('scan', '--no-progress')
    batch = ctl.objects('feedback', 'new', 'label.by:folders', '--name', 'folders', '--reason', 'other', '--json')[0]['batch']
    ctl.run('feedback', 'submit', str(batch), '--no-progress')
    trained = []
    # By groups: the newest of all eras together would be of one class.
    for kind in options.kinds.split(','):
        outcome = ctl.objects('train', '--kind', kind, '--batch', str(batch), '--hold-out', 'group', '--no-progress', '--json', ok=(0, 3))[-1]
        print('    ' + json.dumps(outcome)[:600])
        if outcome.get('version') and outcome.get('end') != 'rejected':
            ctl.run('promote', kind, 'candidate', '--note', 'loop')
            trained.append(kind)
    ctl.run('scan', '--no-progress')
    print(ctl.run('fusion', '--query', 'label.by:folders', ok=(0,)).stdout[:1500])
    out = report(ctl, ['rules'] + trained[:4] + ['fusion'], options)
    if options.json:
        with open(options.json, 'w', encoding='ascii') as file:
            json.dump(out, file, indent=1)


if __name__ == '__main__':
    main()
