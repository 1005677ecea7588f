#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write one long multipart message of exactly SIZE bytes from the texts of many mails.

  make_long_message.py OUT [--size 610591] FILE_OR_MBOX...

Texts are cut into text/plain parts below 50,000 bytes: SpamAssassin reads no more of a part.
"""
import argparse
import glob
import os

LINE = b'=_assay_bench_line'


def texts(paths):
    for path in paths:
        files = sorted(glob.glob(os.path.join(path, '**', '*'), recursive=True)) if os.path.isdir(path) else [path]
        for name in files:
            if os.path.isfile(name):
                with open(name, 'rb') as file:
                    body = file.read().partition(b'\n\n')[2]
                yield body.replace(LINE, b'').replace(b'\r', b'')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('out')
    parser.add_argument('--size', type=int, default=610591)
    parser.add_argument('paths', nargs='+')
    options = parser.parse_args()
    head = b'From: bench@example.org\nTo: bench@example.net\nSubject: a long message\nDate: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <long@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="' + LINE + b'"\n\n'
    end = b'--' + LINE + b'--\n'
    out, part = bytearray(head), bytearray()

    def flush():
        nonlocal part
        out.extend(b'--' + LINE + b'\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n' + part + b'\n')
        part = bytearray()

    while len(out) + len(part) < options.size:
        before = len(out) + len(part)
        for text in texts(options.paths):
            for start in range(0, len(text), 45000):
                if len(part) + len(text[start:start + 45000]) > 49000:
                    flush()
                part.extend(text[start:start + 45000])
            if len(out) + len(part) >= options.size:
                break
        if len(out) + len(part) == before:
            raise SystemExit('no text found')
    flush()
    body = bytes(out)[:options.size - len(end) - 1] + b'\n' + end
    with open(options.out, 'wb') as file:
        file.write(body)
    print(f'{options.out}: {len(body)} bytes')


main()
