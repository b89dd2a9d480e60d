#!/usr/bin/perl
# Stands for QEMU on a host whose KVM lies: told to use KVM it looks alive on its monitor, until what KVM did not manage stops
# the machine, MOMENT seconds after its start; or in the run state that a file "stop-now" in its folder names, until that is
# gone and it is told to go on. Told to emulate it becomes QEMU.
use strict;
use warnings;
use IO::Socket::UNIX;
use IO::Select;

my $words = join ' ', @ARGV;
exec { '/usr/bin/qemu-system-x86_64' } '/usr/bin/qemu-system-x86_64', @ARGV if $words !~ /-accel kvm/;
# Processes of machines are known by their program's name.
exec { $^X } 'qemu-system-x86_64', $0, @ARGV if !$ENV{LYING_AGAIN}++;

my ($incarnation) = $words =~ /unix:qmp-(\w+),/;
my ($uuid) = $words =~ /-uuid (\S+)/;
my %server = map { $_ => IO::Socket::UNIX->new(Local => "$_-$incarnation", Listen => 4) } qw(qmp vnc tty);
open my $serial, '>>', 'serial.log' or die;
syswrite $serial, "boot\nreal\n";

my $moment = time + MOMENT;
my $state = 'running';
my $monitors = IO::Select->new($server{qmp});
my @talking;
while (1) {
  if ($state eq 'running' && (time >= $moment || -e 'stop-now')) {
    $state = wanted_state();
    print STDERR "KVM internal error. Suberror: 1\nemulation failure\nEAX=00000010 EBX=00000000\n"
      if $state eq 'internal-error';
    announce('STOP');
  }
  for my $ready ($monitors->can_read(0.1)) {
    if ($ready == $server{qmp}) {
      my $peer = $ready->accept or next;
      say_to($peer, '{"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}');
      push @talking, $peer;
      $monitors->add($peer);
      next;
    }
    my $line = <$ready>;
    if (!defined $line) { $monitors->remove($ready); @talking = grep { $_ != $ready } @talking; next }
    my ($id) = $line =~ /"id":(\d+)/;
    my ($command) = $line =~ /"execute":"([\w-]+)"/;
    if ($command eq 'cont' && !-e 'stop-now') { $state = 'running'; announce('RESUME') }
    my $return =
        $command eq 'query-uuid' ? qq({"UUID": "$uuid"})
      : $command eq 'query-status' ? qq({"status": "$state", "running": false})
      : '{}';
    say_to($ready, qq({"return": $return, "id": $id}));
    exit 0 if $command eq 'quit';
  }
}

sub wanted_state {
  open my $file, '<', 'stop-now' or return 'internal-error';
  chomp(my $name = <$file> // '');
  return $name;
}
sub announce { my ($event) = @_; say_to($_, qq({"timestamp": {"seconds": 1, "microseconds": 2}, "event": "$event"})) for @talking }
sub say_to { my ($peer, $text) = @_; syswrite $peer, "$text\r\n" }
