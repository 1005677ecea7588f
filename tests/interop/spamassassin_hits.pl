#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the installed SpamAssassin over files, local tests only, and prints one line a file:
#   FILE<tab>SCORE<tab>RULE=COUNT RULE=COUNT ...
# spamassassin_hits.pl [--rules DIR] FILE...
use strict;
use warnings;
use Mail::SpamAssassin;

my %place = (rules_filename => '/usr/share/spamassassin', site_rules_filename => '/etc/spamassassin');
if (@ARGV && $ARGV[0] eq '--rules') {
    shift @ARGV;
    $place{rules_filename} = shift @ARGV;
}
my $peer = Mail::SpamAssassin->new({
    %place,
    local_tests_only   => 1,
    dont_copy_prefs    => 1,
    userprefs_filename => '/nonexistent',
    home_dir_for_helpers => $ENV{TMPDIR} || '/tmp',
    post_config_text   => "use_bayes 0\nuse_auto_welcomelist 0\n",
});
$peer->init(0);
for my $file (@ARGV) {
    open(my $in, '<:raw', $file) or die "$file: $!";
    local $/;
    my $mail = $peer->parse(scalar <$in>, 1);
    close $in;
    my $status = $peer->check($mail);
    my $hits = $status->{tests_already_hit};
    print join("\t", $file, $status->get_score(), join(' ', map { "$_=$hits->{$_}" } grep { $hits->{$_} } sort keys %$hits)), "\n";
    $status->finish();
    $mail->finish();
}
