#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the tables that fuzzy hashes depend on from the data of an installed rspamd. The results are kept in the project, so that
a hash never depends on what is installed; run this again only to follow another version.

  make_fuzzy_data.py /usr/share/rspamd OUT    writes suffixes.txt, stopwords.txt and trigrams.txt
"""
import glob
import json
import os
import re
import sys

CATEGORIES = ('latin', 'cyrillic', 'devanagari', 'arab')


def suffixes(path):
    lines = ['# Rules of the Public Suffix List, without the exceptions. Mozilla Public License 2.0.']
    for line in open(path, encoding='utf-8'):
        if line[0] not in '/!' and not line[0].isspace():
            lines.append(line.rstrip())
    return lines


def read_languages(folder):
    languages = []
    for path in sorted(glob.glob(os.path.join(folder, '*.json'))):
        data = json.load(open(path, encoding='utf-8'))
        languages.append((os.path.basename(path)[:-5], data))
    return languages


def stop_words(folder, languages):
    text = open(os.path.join(folder, 'stop_words'), encoding='utf-8').read()
    words = json.loads(re.sub(r',(\s*[\]}])', r'\1', text))
    lines = ['# Stop words by language, from rspamd (Apache License 2.0). A head names the language, its kind of letters and its marks.']
    for name, data in languages:
        lines.append('\t'.join(['[' + name + ']', data['type'], ','.join(data.get('flags', []))]))
        lines += words.get(name, [])
    return lines


def is_latin(gram):
    return all(c.isascii() and (c.isalnum() or c == ' ') for c in gram)


def language_trigrams(data):
    grams = [(key.lower(), count) for key, count in data['freq'].items() if len(key) == 3 and len(key.lower()) == 3]
    latin = sum(is_latin(gram) for gram, _ in grams)
    if latin < len(grams) // 3:
        grams = [(gram, count) for gram, count in grams if not is_latin(gram)]
    total = sum(count for _, count in grams)
    shares = {}
    for gram, count in grams:
        shares[gram] = shares.get(gram, 0) + count / total
    return shares


def pruned(shares):
    """Which languages a trigram speaks for. The peer leaves out every second of those to be removed in a row; kept as it is."""
    if len(shares) <= 3:
        return [(name, share * 4) for name, share in shares]
    mean = sum(share for _, share in shares) / len(shares)
    i = 0
    while i < len(shares):
        if shares[i][1] < mean:
            shares[i] = shares[-1]
            shares.pop()
        i += 1
    return shares


def trigrams(languages):
    lines = ['# Trigrams and the languages they speak for, in hundred millionths; from rspamd (Apache License 2.0).']
    for category in CATEGORIES:
        chains = {}
        for name, data in languages:
            if data['type'] == category:
                for gram, share in language_trigrams(data).items():
                    chains.setdefault(gram, []).append((name, share))
        lines.append('[' + category + ']')
        for gram in sorted(chains):
            shares = ((name, round(share * 1e8)) for name, share in pruned(chains[gram]))
            lines.append(gram + '\t' + ' '.join('%s:%d' % pair for pair in shares if pair[1]))
    return lines


def main():
    share, out = sys.argv[1:3]
    languages = read_languages(os.path.join(share, 'languages'))
    for name, lines in (('suffixes.txt', suffixes(os.path.join(share, 'effective_tld_names.dat'))),
                        ('stopwords.txt', stop_words(os.path.join(share, 'languages'), languages)),
                        ('trigrams.txt', trigrams(languages))):
        with open(os.path.join(out, name), 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')


main()
