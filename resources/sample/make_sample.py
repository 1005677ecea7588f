#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the sample mails: everything in them is invented, hosts are example domains, addresses documentation networks.

  make_sample.py OUTDIR [--seed N] [--count N] [--only inbox]

Writes OUTDIR/inbox.mbox, OUTDIR/reported/*.eml, OUTDIR/lists/ (a Maildir) and OUTDIR/complaints/*.eml (texts that came
more than once). The same seed gives the same bytes.
--count scales the mailbox (150); --only inbox writes the mailbox alone, for tests with many messages.
"""
import argparse
import base64
import os
import quopri
import random
import sys
import time

sys.dont_write_bytecode = True
from texts import (CAMPAIGNS, CHAT, FORTUNE, INVOICE_FRAUD, LIST_THREADS, MALWARE, NAMES, NEWSLETTERS, PARCEL, PHISH, SPAM, WORK)

HOME = 'harbour.example.org'
READER = ('Mira Lindqvist', 'mira@' + HOME)
FIRST_DAY = 1793491200  # 2026-11-01 08:00 UTC
NETWORKS = {'good': '192.0.2.', 'bulk': '198.51.100.', 'bad': '203.0.113.'}


class Maker:
    """Random choices and running numbers of one run."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0
        self.clock = FIRST_DAY

    def pick(self, values):
        return values[self.random.randrange(len(values))]

    def tick(self):
        self.number += 1
        self.clock += self.random.randrange(120, 2 * 20 * 86400 // 200)
        return self.clock

    def token(self, length=12):
        return ''.join(self.pick('abcdefghjkmnpqrstuvwxyz23456789') for _ in range(length))

    def ip(self, kind):
        return NETWORKS[kind] + str(self.random.randrange(2, 250))

    def fill(self, text):
        """Put numbers, names and tokens into a text."""
        return (text.replace('{n}', str(self.random.randrange(1000, 99999))).replace('{amount}', '{:,}.{:02d}'.format(self.random.randrange(80, 24000), self.random.randrange(100)))
                .replace('{token}', self.token()).replace('{day}', str(self.random.randrange(2, 28))).replace('{code}', str(self.random.randrange(100000, 999999))))


def date(seconds, zone='+0000'):
    offset = int(zone[:3]) * 3600 + int(zone[0] + zone[3:]) * 60
    return time.strftime('%a, %d %b %Y %H:%M:%S ', time.gmtime(seconds + offset)) + zone


def word(text, charset='utf-8', how='B'):
    """An RFC 2047 form of `text`, or the text itself when it is ASCII; several words when it is long."""
    if text.isascii():
        return text
    words = []
    for start in range(0, len(text), 18):
        data = text[start:start + 18].encode(charset, 'replace')
        if how == 'B':
            words.append('=?%s?B?%s?=' % (charset, base64.b64encode(data).decode()))
        else:
            words.append('=?%s?Q?%s?=' % (charset, ''.join(chr(c) if chr(c).isalnum() and c < 128 else '=%02X' % c for c in data)))
    return '\n '.join(words)


def address(name, mail, charset='utf-8'):
    if not name:
        return mail
    return '%s <%s>' % (word(name, charset) if not name.isascii() else '"%s"' % name if '.' in name or '@' in name else name, mail)


def received(maker, kind, helo, when):
    ip = maker.ip(kind)
    known = helo if kind != 'bad' else 'unknown' if maker.random.random() < .5 else 'host-%s.dyn.example.net' % ip.replace('.', '-')
    line = 'from %s (%s [%s])\n\tby mx1.%s (Postfix) with ESMTPS id %s\n\tfor <%s>; %s' % (helo, known, ip, HOME, maker.token(10).upper(), READER[1], date(when + 4))
    return ip, line


def text_part(text, charset='utf-8', encoding='8bit', subtype='plain', extra=''):
    data = text.encode(charset, 'replace')
    if encoding == 'base64':
        body = base64.encodebytes(data).decode()
    elif encoding == 'quoted-printable':
        body = quopri.encodestring(data).decode()
    else:
        body = data.decode('latin-1')
    return 'Content-Type: text/%s; charset=%s%s\nContent-Transfer-Encoding: %s\n\n%s' % (subtype, charset, extra, encoding, body if body.endswith('\n') else body + '\n')


def file_part(maker, name, mime, data, shown=None):
    return ('Content-Type: %s; name="%s"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="%s"\n\n%s'
            % (mime, name, shown or name, base64.encodebytes(data).decode()))


def multipart(maker, kind, parts, closed=True):
    line = '=_%s' % maker.token(20)
    body = ''.join('--%s\n%s\n' % (line, part) for part in parts)
    return 'Content-Type: multipart/%s;\n boundary="%s"\n\nThis is a message in several parts.\n\n%s%s' % (kind, line, body, '--%s--\n' % line if closed else '')


def message(maker, sender, subject, part, *, kind='good', helo='mail.example.com', charset='utf-8', how='B', auth='pass', more=(), zone='+0000', reader=None, message_id=True):
    """A whole message: trace, identity, then `part` with its own Content headers."""
    when = maker.tick()
    ip, trace = received(maker, kind, helo, when)
    domain = sender[1].split('@')[-1]
    spf, dkim, dmarc = {'pass': ('pass', 'pass', 'pass'), 'fail': ('fail', 'none', 'fail'), 'soft': ('softfail', 'none', 'fail'), 'none': ('none', 'none', 'none'), 'bulk': ('pass', 'pass', 'none')}[auth]
    lines = ['Return-Path: <%s>' % sender[1], 'Received: ' + trace,
             'Authentication-Results: mx1.%s;\n\tspf=%s smtp.mailfrom=%s;\n\tdkim=%s header.d=%s;\n\tdmarc=%s header.from=%s' % (HOME, spf, sender[1], dkim, domain, dmarc, domain)]
    if message_id:
        lines.append('Message-ID: <%s.%d@%s>' % (maker.token(14), maker.number, domain))
    reader = reader or READER
    lines += ['Date: ' + date(when, zone), 'From: ' + address(sender[0], sender[1], charset), 'To: ' + address(reader[0], reader[1]), 'Subject: ' + word(subject, charset, how)]
    lines += ['%s: %s' % pair for pair in more] + ['MIME-Version: 1.0']
    return '\n'.join(lines) + '\n' + part


def person(maker, language):
    name, mail = maker.pick(NAMES[language])
    return name, mail


def work(maker):
    language, charset, encoding, zone = maker.pick([('en', 'utf-8', '7bit', '+0000'), ('fr', 'iso-8859-1', 'quoted-printable', '+0100'), ('ru', 'koi8-r', 'base64', '+0300'), ('uk', 'windows-1251', 'base64', '+0200'), ('zh', 'gb18030', 'base64', '+0800'), ('de', 'utf-8', 'quoted-printable', '+0100'), ('en', 'utf-8', '7bit', '-0500')])
    subject, body = maker.pick(WORK[language])
    return message(maker, person(maker, language), maker.fill(subject), text_part(maker.fill(body), charset, encoding), charset=charset, how=maker.pick('BQ'), zone=zone)


def chat(maker):
    subject, body = maker.pick(CHAT)
    parent = '<%s@example.com>' % maker.token()
    body = maker.fill(body)
    html = '<html><body><p>%s</p></body></html>' % body.replace('\n\n', '</p><p>').replace('\n', '<br>')
    return message(maker, person(maker, 'en'), 'Re: ' + maker.fill(subject), multipart(maker, 'alternative', [text_part(body, encoding='quoted-printable'), text_part(html, encoding='quoted-printable', subtype='html')]),
                   more=(('In-Reply-To', parent), ('References', parent)))


def newsletter(maker):
    name, host, subject, lead, items = maker.pick(NEWSLETTERS)
    rows = ''.join('<tr><td style="padding:8px"><a href="https://%s/read/%s">%s</a></td></tr>' % (host, maker.token(), item) for item in items)
    html = ('<html><head><style>td{font-family:sans-serif}</style></head><body><table width="600"><tr><td><h1>%s</h1><p>%s</p></td></tr>%s</table>'
            '<p><a href="https://%s/unsubscribe?u=%s">Unsubscribe</a></p><img src="https://%s/open/%s.gif" width="1" height="1"></body></html>' % (subject, lead, rows, host, maker.token(), host, maker.token()))
    plain = '%s\n\n%s\n\n%s\n\nUnsubscribe: https://%s/unsubscribe?u=%s\n' % (subject, lead, '\n'.join('* ' + item for item in items), host, maker.token())
    return message(maker, (name, 'news@' + host), maker.fill(subject), multipart(maker, 'alternative', [text_part(plain, encoding='quoted-printable'), text_part(html, encoding='quoted-printable', subtype='html')]),
                   kind='bulk', helo='out.' + host, auth='bulk', more=(('List-Id', '<news.%s>' % host), ('List-Unsubscribe', '<https://%s/unsubscribe?u=%s>' % (host, maker.token())), ('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'), ('Precedence', 'bulk')))


def mailing_list(maker):
    name, topic, body = maker.pick(LIST_THREADS)
    sender = person(maker, maker.pick(['en', 'de', 'fr']))
    parent = '<%s@lists.example.org>' % maker.token()
    body = maker.fill(body) + '\n_______________________________________________\n%s mailing list\nhttps://lists.example.org/%s\n' % (name, name)
    return message(maker, sender, '[%s] Re: %s' % (name, topic), text_part(body, encoding='8bit'), helo='lists.example.org',
                   more=(('Sender', '%s-bounces@lists.example.org' % name), ('In-Reply-To', parent), ('References', parent), ('List-Id', '%s <%s.lists.example.org>' % (name, name)), ('List-Post', '<mailto:%s@lists.example.org>' % name), ('List-Unsubscribe', '<https://lists.example.org/%s>' % name), ('Precedence', 'list')))


def phish(maker):
    name, mail, subject, plain, link_text, link, language = maker.pick(PHISH)
    link = maker.fill(link)
    plain = maker.fill(plain)
    hidden = '<div style="font-size:0px;color:#ffffff">%s</div>' % ' '.join(maker.token(7) for _ in range(12)) if maker.random.random() < .5 else ''
    form = '<form action="%s" method="post"><input name="user"><input type="password" name="pass"><button>OK</button></form>' % link if maker.random.random() < .25 else ''
    html = ('<html><body style="background:#f2f2f2"><table width="580" bgcolor="#ffffff"><tr><td><h2>%s</h2><p>%s</p><p><a href="%s" style="background:#0b5cad;color:#ffffff;padding:10px">%s</a></p>%s</td></tr></table>%s</body></html>'
            % (name, plain.replace('\n\n', '</p><p>'), link, link_text, form, hidden))
    return message(maker, (name, mail), maker.fill(subject), text_part(html, encoding=maker.pick(['base64', 'quoted-printable']), subtype='html'), kind='bad', helo=maker.pick(['win-' + maker.token(6), 'localhost', 'vps%d.example.net' % maker.random.randrange(90)]),
                   auth=maker.pick(['fail', 'soft', 'none']), more=(('X-Mailer', 'PHPMailer 6.1.8'),) if maker.random.random() < .4 else ())


def invoice_fraud(maker):
    name, mail, reply, subject, body, language = maker.pick(INVOICE_FRAUD)
    pdf = b'%PDF-1.4\n% invented invoice ' + maker.token(40).encode() + b'\n%%EOF\n'
    parts = [text_part(maker.fill(body), encoding='quoted-printable'), file_part(maker, maker.fill('Invoice-{n}.pdf'), 'application/pdf', pdf)]
    return message(maker, (name, mail), maker.fill(subject), multipart(maker, 'mixed', parts), kind='bad', helo='smtp.example.net', auth=maker.pick(['none', 'soft']), more=(('Reply-To', reply),))


def malware(maker):
    name, mail, subject, body, file, mime, shown = maker.pick(MALWARE)
    data = b'not a program, only its name ' + maker.token(60).encode()
    return message(maker, (name, mail), maker.fill(subject), multipart(maker, 'mixed', [text_part(maker.fill(body), encoding='quoted-printable'), file_part(maker, maker.fill(file), mime, data, shown and maker.fill(shown))]),
                   kind='bad', helo='[%s]' % maker.ip('bad'), auth=maker.pick(['none', 'fail']))


def parcel(maker):
    name, mail, subject, body, link, charset = maker.pick(PARCEL)
    html = '<html><body><p>%s</p><p><a href="%s">%s</a></p></body></html>' % (maker.fill(body), maker.fill(link), maker.pick(['Track', 'Suivre', 'Отследить', '查询']))
    return message(maker, (name, mail), maker.fill(subject), text_part(html, charset, 'base64', 'html'), kind='bad', helo='mx.example.net', charset=charset, auth='soft')


def fortune(maker):
    name, mail, reply, subject, body = maker.pick(FORTUNE)
    return message(maker, (name, mail), subject, text_part(maker.fill(body)), kind='bad', helo='webmail.example.net', auth='none', more=(('Reply-To', reply),), reader=('', 'undisclosed-recipients:;'))


def spam(maker):
    name, mail, subject, body = maker.pick(SPAM)
    html = '<html><body><p>%s</p><font color="#ffffff">%s</font></body></html>' % (maker.fill(body).replace('\n', '<br>'), ' '.join(maker.token(5) for _ in range(20)))
    return message(maker, (name, mail), maker.fill(subject), text_part(html, 'utf-8', '8bit', 'html'), kind='bad', helo='vps.example.net', auth='none', message_id=maker.random.random() < .6)


def malformed(maker):
    """Mail as broken programs write it: each must be listed with its defects."""
    which = maker.random.randrange(6)
    if which == 0:
        return message(maker, person(maker, 'en'), 'The end is missing', multipart(maker, 'mixed', [text_part('First part.\n'), text_part('Second part, then nothing.\n')], closed=False))
    if which == 1:
        return message(maker, ('Jörg', 'joerg@example.net'), 'grüße ohne kodierung', text_part('Grüße\n', 'iso-8859-1')).replace(word('grüße ohne kodierung'), 'gr\xfc\xdfe ohne kodierung')
    if which == 2:
        return message(maker, person(maker, 'en'), 'Broken base64', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nVGhpcyBsaW5l!!IGlzIGJyb2tlbg=\nZ=\n')
    if which == 3:
        text = message(maker, person(maker, 'en'), 'Two subjects', text_part('Which one is shown?\n'))
        return text.replace('Subject: Two subjects', 'Subject: Two subjects\nSubject: The second one\nthis line is no header')
    if which == 4:
        return message(maker, person(maker, 'en'), 'No boundary', 'Content-Type: multipart/mixed\n\n--x\n\nThe text of a multipart without a boundary.\n--x--\n')
    return message(maker, person(maker, 'fr'), 'Jeu inconnu', 'Content-Type: text/plain; charset=x-unknown-8bit\nContent-Transfer-Encoding: 8bit\n\nD\xe9j\xe0 vu.\n').replace('Date: ', 'Date: the day after, ')


MIX = [(work, 30), (chat, 20), (newsletter, 16), (mailing_list, 14), (phish, 18), (invoice_fraud, 9), (malware, 9), (parcel, 8), (fortune, 6), (spam, 12), (malformed, 8)]


def any_message(maker, mix=MIX):
    number = maker.random.randrange(sum(weight for _, weight in mix))
    for make, weight in mix:
        if number < weight:
            return make(maker)
        number -= weight
    raise AssertionError


def to_bytes(text):
    """Headers are ASCII but for the broken ones; 8-bit parts are kept as Latin-1 code points by text_part."""
    return text.encode('latin-1')


def write_mbox(path, maker, count):
    with open(path, 'wb') as box:
        for _ in range(count):
            data = to_bytes(any_message(maker))
            head, _, body = data.partition(b'\n\n')
            lines = [b'>' + line if line.lstrip(b'>').startswith(b'From ') else line for line in body.split(b'\n')]
            stamp = time.strftime('%a %b %e %H:%M:%S %Y', time.gmtime(maker.clock)).encode()
            box.write(b'From sender@example.com ' + stamp + b'\n' + head + b'\n\n' + b'\n'.join(lines) + b'\n')


def write_folder(path, maker):
    os.makedirs(path, exist_ok=True)
    for number, make in enumerate([phish, phish, phish, parcel, invoice_fraud, invoice_fraud, malware, malware, fortune, spam, newsletter, work, malformed, malformed, chat, phish]):
        with open(os.path.join(path, '%02d-%s.eml' % (number + 1, make.__name__.replace('_', '-'))), 'wb') as file:
            file.write(to_bytes(make(maker)))


def write_maildir(path, maker):
    for folder in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(path, folder), exist_ok=True)
    for number in range(20):
        place, name = ('cur', '%d.M%dP1.harbour:2,S') if number % 4 else ('new', '%d.M%dP1.harbour')
        with open(os.path.join(path, place, name % (FIRST_DAY + number * 3600, number)), 'wb') as file:
            file.write(to_bytes(mailing_list(maker)))


def campaign(maker, text):
    name, mail, subject, body = text
    reader = maker.pick(['Mira', 'Mr. Okafor', 'Anne Halloran', 'Priya', 'Jens'])
    return message(maker, (name, mail), maker.fill(subject), text_part(maker.fill(body.replace('{name}', reader)), encoding='quoted-printable'), kind='bad', helo='bulk.example.net', auth='none')


def write_complaints(path, maker):
    os.makedirs(path, exist_ok=True)
    for number in range(10):
        with open(os.path.join(path, '%02d.eml' % (number + 1)), 'wb') as file:
            file.write(to_bytes(campaign(maker, CAMPAIGNS[number % len(CAMPAIGNS)])))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('out')
    parser.add_argument('--seed', type=int, default=20261121)
    parser.add_argument('--count', type=int, default=150)
    parser.add_argument('--only', choices=['inbox'])
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    maker = Maker(options.seed)
    write_mbox(os.path.join(options.out, 'inbox.mbox'), maker, options.count)
    if not options.only:
        write_folder(os.path.join(options.out, 'reported'), maker)
        write_maildir(os.path.join(options.out, 'lists'), maker)
        write_complaints(os.path.join(options.out, 'complaints'), Maker(options.seed + 1))


if __name__ == '__main__':
    main()
