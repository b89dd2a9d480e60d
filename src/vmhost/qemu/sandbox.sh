# Gives a machine its way out, then becomes its QEMU: sandbox.sh INCARNATION CLOSED-NETWORKS PROGRAM ARGUMENT…
#
# sandbox.ts starts it in the machine's folder, as the machine's user, in user, mount and process namespaces that are new:
# here it may do everything, on the host nothing. It is the first process of them, and so is what it becomes: when that
# ends, by whatever hand, the kernel ends everything that was started here.
set -eu
umask 007
incarnation=$1
closed=$2
shift 2

# The folder gets a name whose parents may be walked: those of the data directory may not. Only we see these mounts.
mount -t tmpfs -o mode=700 sandbox /mnt
mkdir /mnt/folder
mount --no-canonicalize --bind . /mnt/folder
rm -rf network
mkdir network
: > /mnt/net
unshare --net=/mnt/net true
echo "nameserver 198.18.0.3" > /mnt/resolv.conf

# What the host itself answers at, and the networks that the operator closed, end here and not on the host.
close_host() {
  own=$(ip -4 route show table local)
  {
    echo "link set lo up"
    echo "$own" | sed -nE '/ 127\./!s/^(local|broadcast) ([0-9./]+) .*/route replace prohibit \2/p'
    for network in 169.254.0.0/16 $closed; do echo "route replace prohibit $network"; done
  } | nsenter --net=/mnt/net ip -batch -
}

# The host may get addresses later.
ip -4 -o monitor address 2> /dev/null | while read -r _; do close_host || :; done &

ready=$({
  slirp4netns --configure --mtu=65520 --cidr=198.18.0.0/24 --disable-host-loopback --enable-sandbox --enable-seccomp \
    --api-socket="network/slirp-$incarnation" --ready-fd=3 --netns-type=path /mnt/net tap0 \
    3>&1 > network/slirp.log 2>&1 < /dev/null &
} | head -c 1)
if [ "$ready" != 1 ]; then
  echo "slirp4netns: $(grep -v WARNING network/slirp.log | tr '\n' ' ')" >&2
  exit 1
fi
close_host
exec nsenter --net=/mnt/net "$@"
