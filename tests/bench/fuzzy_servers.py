# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the fuzzy storage server of the installed rspamd with `assayctl fuzzy serve`: the same client, one run."""
import json
import os
import signal
import socket
import subprocess
import time

STEPS = ('learn', 'wait', 'miss', 'hit', 'digest', 'learn+check', 'wait')
NAMES = {'learn': 'learn', 'miss': 'shingle check, miss', 'hit': 'shingle check, hit', 'digest': 'digest check',
         'check while learning': 'checks while learning'}

RSPAMD = '''
options {{ pidfile = "{folder}/pid"; filters = ""; tempdir = "{folder}"; url_tld = "{folder}/suffixes"; disable_hyperscan = true; }}
logging {{ type = file; filename = "{folder}/rspamd.log"; level = error; }}
worker "fuzzy" {{ bind_socket = "127.0.0.1:{port}"; count = 1; backend = sqlite; hashfile = "{folder}/fuzzy.db"; sync = 1s; expire = 90d;
  allow_update = ["127.0.0.1"];
  .include "{key}"
}}
'''


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Server:
    """One server with a storage of its own; the file is looked at when it has ended."""

    def __init__(self, command, folder, port):
        self.folder, self.port = folder, port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def wait(self, ctl):
        for _ in range(600):
            told = subprocess.run([ctl, 'fuzzy', 'stat', '--server', '127.0.0.1:%d' % self.port], capture_output=True, check=False)
            if told.returncode == 0:
                return
            time.sleep(0.1)
        raise SystemExit('no server at port %d' % self.port)

    def peak_mib(self):
        """Of the process that serves: the largest of the group."""
        peak = 0
        for pid in os.listdir('/proc'):
            if pid.isdigit():
                try:
                    if os.getpgid(int(pid)) == self.process.pid:
                        with open('/proc/%s/status' % pid, encoding='utf-8') as file:
                            peak = max([peak] + [int(line.split()[1]) for line in file if line.startswith('VmHWM')])
                except OSError:
                    pass
        return peak / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # rspamd leaves its worker behind now and then
        except ProcessLookupError:
            pass
        self.process.wait()


def start_rspamd(folder, key):
    os.mkdir(folder)
    port = free_port()
    with open(os.path.join(folder, 'suffixes'), 'w', encoding='utf-8') as file:
        file.write('com\n')
    configuration = os.path.join(folder, 'rspamd.conf')
    with open(configuration, 'w', encoding='utf-8') as file:
        file.write(RSPAMD.format(folder=folder, port=port, key=key))
    return Server(['rspamd', '-f', '--insecure', '-c', configuration], folder, port)


def start_ours(folder, key, ctl):
    os.mkdir(folder)
    port = free_port()
    return Server([ctl, 'fuzzy', 'serve', '--storage', os.path.join(folder, 'fuzzy.db'), '--listen', '127.0.0.1:%d' % port, '--keypair', key,
                   '--allow-update', '127.0.0.1', '--sync', '1'], folder, port)


def load(program, server, seed, steps, key=None):
    command = [program, '127.0.0.1:%d' % server.port, '--seed', seed] + (['--key', key] if key else []) + list(steps)
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    results = {}
    for line in map(json.loads, told.stdout.splitlines()):
        if line['step'] == 'wait' and 'until_stored' not in results.get('learn', {'until_stored': 0}):
            results['learn']['until_stored'] = line['seconds']
        if line['step'] != 'learn' or 'learn' not in results:
            results[line['step']] = line
    return results


def compare(bin_folder, folder, row):
    ctl, program = os.path.join(bin_folder, 'assayctl'), os.path.join(bin_folder, 'fuzzy_load')
    print('Fuzzy storage: 50,000 text hashes, 16 in flight, against the rspamd that is installed')
    key = os.path.join(folder, 'fuzzy-key')
    public = subprocess.run([ctl, 'fuzzy', 'keypair', '--out', key], capture_output=True, check=True, text=True).stdout.strip()
    for seed in ('named seed', time.strftime('%Y%m%d')):
        results, sizes = {}, {}
        for name in ('rspamd', 'assay'):
            home = os.path.join(folder, 'fuzzy-%s-%s' % (name, seed.replace(' ', '-')))
            server = start_rspamd(home, key) if name == 'rspamd' else start_ours(home, key, ctl)
            server.wait(ctl)
            results[name] = load(program, server, seed, STEPS)
            results[name + ' encrypted'] = load(program, server, seed, ('miss', 'hit', 'digest'), public)
            if name == 'assay':
                garbage = load(program, server, seed, ('garbage',))
            peak = server.peak_mib()
            server.stop()
            sizes[name] = os.path.getsize(os.path.join(home, 'fuzzy.db')) / results[name]['wait']['stored']
            row('%s: %s' % (seed, name), 'file %.0f bytes a hash' % sizes[name], 'peak %.0f MiB' % peak)
        stored = {name: 1 / (1 / results[name]['learn']['per_second'] + results[name]['learn']['until_stored'] / results[name]['learn']['answered'])
                  for name in sizes}
        row('%s: learn until stored' % seed, '%.0f/s' % stored['assay'], 'rspamd %.0f/s' % stored['rspamd'], '%.1f x' % (stored['assay'] / stored['rspamd']))
        for mode in ('', ' encrypted'):
            for step, text in NAMES.items():
                if step not in results['assay' + mode]:
                    continue
                ours, theirs = results['assay' + mode][step], results['rspamd' + mode][step]
                row('%s: %s%s' % (seed, text, mode), '%.0f/s' % ours['per_second'], 'rspamd %.0f/s' % theirs['per_second'],
                    '%.1f x' % (ours['per_second'] / theirs['per_second']), 'slowest %.0f ms' % ours['slowest_ms'], 'rspamd %.0f ms' % theirs['slowest_ms'],
                    'lost %d' % ours['lost'])
        row('%s: garbage' % seed, '%.0f/s sent' % garbage['garbage sent']['per_second'], '%.0f checks/s answered meanwhile' % garbage['check under garbage']['per_second'],
            'lost %d' % garbage['check under garbage']['lost'])
