#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""embed_text.py OUT.cpp HEADER NAMESPACE NAME=FILE...: the files as functions NAME() that return their text."""
import sys

LINE = 4000


def literal(data):
    text = ''.join(chr(b) if 32 <= b < 127 and b not in (34, 63, 92) else '\\%03o' % b for b in data)
    return '"' + text + '"'


def main():
    out, header, namespace = sys.argv[1:4]
    with open(out, 'w', encoding='ascii') as file:
        file.write('#include "%s"\n\nnamespace %s {\n' % (header, namespace))
        for pair in sys.argv[4:]:
            name, path = pair.split('=', 1)
            data = open(path, 'rb').read()
            pieces = [literal(data[i:i + LINE]) for i in range(0, len(data), LINE)]
            file.write('\nstd::string_view %s()\n{\n    static const char text[] =\n        %s;\n    return {text, sizeof text - 1};\n}\n'
                       % (name, '\n        '.join(pieces)))
        file.write('\n} // namespace %s\n' % namespace)


main()
