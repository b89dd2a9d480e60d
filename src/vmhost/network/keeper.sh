# Keeps the networks of a cloud: keeper.sh FOLDER, where FOLDER only tells whose keeper this is.
#
# keeper.ts starts it in user, mount, process and network namespaces that are new: here it may do everything, on the host
# nothing. It is the first process of them: when it ends, the kernel ends every process and network that was made here.
set -eu
umask 022
# Nothing is made before the manager has written down who we are: one that dies before lets us end.
read -r _ || exit 0

mount -t tmpfs -o mode=755 run /run
mkdir /run/netns /run/networks
mount -t tmpfs -o mode=755 etc /mnt
mkdir /mnt/qemu
echo 'allow all' > /mnt/qemu/bridge.conf
# dnsmasq leaves its group where the system has a name for it, and that is refused here: so there is no file of groups.
echo 'root:x:0:0::/:/bin/sh' > /mnt/passwd
for file in protocols services ld.so.cache; do
  if [ -e "/etc/$file" ]; then cp -L "/etc/$file" /mnt/; fi
done
mount --move /mnt /etc
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
: > /run/ready

# Ended processes of ours become our children, and are collected in this wait.
while :; do
  sleep 100000 &
  wait $!
done
