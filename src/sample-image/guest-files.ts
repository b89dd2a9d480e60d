/** Modules of the kernel in the order they are loaded: virtio itself first, then disk, network, entropy, screen keys, power button. */
export const kernelModules = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'virtio_blk',
  'failover',
  'net_failover',
  'virtio_net',
  'virtio-rng',
  'evdev',
  'button',
  'cdrom',
  'isofs',
] as const;

/** Only these are needed to find the disk. */
const earlyModules = kernelModules.slice(0, 6);

/** First sector of the root partition, the second and last one of the disk. */
export const ROOT_START = 51_200;

/** Writes a number of sectors into the table's second entry, as the four bytes it is there: the disk may be larger now. */
const GROW_PARTITION = `want=$(( $(cat /sys/block/vda/size) - ${ROOT_START} ))
[ $want -gt 4294967295 ] && want=4294967295
if [ $want -gt $(cat /sys/block/vda/vda2/size) ]; then
  printf "$(printf '\\\\%03o\\\\%03o\\\\%03o\\\\%03o' $((want&255)) $((want>>8&255)) $((want>>16&255)) $((want>>24&255)))" |
    dd of=/dev/vda bs=1 seek=474 conv=notrunc 2>/dev/null
  blockdev --rereadpt /dev/vda
fi`;

const INITRAMFS_INIT = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /mnt
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
for m in ${earlyModules.join(' ')}; do insmod /modules/$m.ko; done
i=0; while [ ! -b /dev/vda2 ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
${GROW_PARTITION}
mount -t ext4 /dev/vda2 /mnt || { echo 'no root file system on /dev/vda2'; exec sh; }
mount --move /dev /mnt/dev; umount /proc /sys
exec switch_root /mnt /sbin/init
`;

/** First thing in the machine: everything is set up from the config drive before a prompt is shown. */
const RC = `#!/bin/sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sys /sys
mkdir -p /dev/pts /run; mount -t devpts pts /dev/pts; mount -t tmpfs run /run
[ -e /var/lib/config-drive/owned ] || chown -R 0:0 /bin /etc /lib /lib64 /root /sbin /usr /var
for m in ${kernelModules.slice(earlyModules.length).join(' ')}; do insmod /modules/$m.ko; done
resize2fs /dev/vda2 >/dev/null 2>&1
ip link set lo up
/etc/config-drive
hostname -F /etc/hostname
for n in /sys/class/net/eth*; do
  n=\${n##*/}; ip link set $n up
  udhcpc -i $n -n -q -t 5 -T 1 -s /etc/udhcpc.script >/dev/null 2>&1
done
[ -s /etc/dropbear/dropbear_ed25519_host_key ] ||
  dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key >/dev/null 2>&1
( i=0; while [ ! -e /dev/input/event0 ] && [ $i -lt 50 ]; do sleep 0.2; i=$((i+1)); done; exec acpid -f -l /dev/null ) &
mkdir -p /var/lib/config-drive; : > /var/lib/config-drive/owned
`;

/** Reads the plain folder of the drive (src/vmhost/config-drive): one value a file, nothing to parse. */
const CONFIG_DRIVE = `#!/bin/sh
mkdir -p /run/config
for d in /dev/vd[b-z]; do
  [ -b $d ] && mount -t iso9660 -o ro $d /run/config 2>/dev/null && break
done
c=/run/config/synnefo
[ -s $c/hostname ] && cp $c/hostname /etc/hostname
if [ -s $c/password-hash ]; then
  { printf 'root:%s:20000:0:99999:7:::\\n' "$(cat $c/password-hash)"; grep -v '^root:' /etc/shadow; } > /etc/shadow.new
  chmod 600 /etc/shadow.new; mv /etc/shadow.new /etc/shadow
fi
if [ -s $c/authorized-keys ]; then
  mkdir -p /root/.ssh; chmod 700 /root /root/.ssh
  cp $c/authorized-keys /root/.ssh/authorized_keys; chmod 600 /root/.ssh/authorized_keys
fi
for f in $c/files/*; do
  [ -s $f/path ] || continue
  p=$(cat $f/path); mkdir -p "\${p%/*}/"
  cp $f/content "$p"; chown "$(cat $f/owner)" "$p"; chmod "$(cat $f/mode)" "$p"
done
umount /run/config 2>/dev/null
exit 0
`;

const UDHCPC = `#!/bin/sh
case $1 in
  bound|renew)
    ip addr flush dev $interface; ip addr add $ip/\${mask:-24} dev $interface
    [ -n "$router" ] && ip route replace default via \${router%% *} dev $interface
    : > /etc/resolv.conf; for s in $dns; do echo nameserver $s >> /etc/resolv.conf; done;;
esac
exit 0
`;

const INITTAB = `::sysinit:/etc/rc
ttyS0::respawn:/bin/getty -L ttyS0 115200 vt100
tty1::respawn:/bin/getty 38400 tty1
::respawn:/bin/dropbear -F -j -k -r /etc/dropbear/dropbear_ed25519_host_key
::ctrlaltdel:/bin/reboot
::shutdown:/bin/sync
::shutdown:/bin/umount -a -r
`;

export interface GuestFile {
  path: string;
  mode: number;
  content: string;
}

/** What the initramfs holds beside busybox and the early modules. */
export const initramfsFiles: GuestFile[] = [{ path: 'init', mode: 0o755, content: INITRAMFS_INIT }];
export const initramfsModules: readonly string[] = earlyModules;

/**
 * What the root file system holds beside busybox, the modules and the SSH server. Nobody can log in until the config
 * drive gave a password or a key.
 */
export const rootFiles: GuestFile[] = [
  { path: 'etc/rc', mode: 0o755, content: RC },
  { path: 'etc/config-drive', mode: 0o755, content: CONFIG_DRIVE },
  { path: 'etc/udhcpc.script', mode: 0o755, content: UDHCPC },
  { path: 'etc/inittab', mode: 0o644, content: INITTAB },
  { path: 'etc/passwd', mode: 0o644, content: 'root:x:0:0:root:/root:/bin/sh\n' },
  { path: 'etc/shadow', mode: 0o600, content: 'root:!:20000:0:99999:7:::\n' },
  { path: 'etc/group', mode: 0o644, content: 'root:x:0:\ntty:x:5:\n' },
  { path: 'etc/shells', mode: 0o644, content: '/bin/sh\n' },
  { path: 'etc/hostname', mode: 0o644, content: 'synnefo\n' },
  { path: 'etc/hosts', mode: 0o644, content: '127.0.0.1 localhost\n' },
  { path: 'etc/issue', mode: 0o644, content: 'Synnefo sample machine \\n (\\l)\n\n' },
  { path: 'etc/profile', mode: 0o644, content: "export PATH=/bin HOME=/root\nPS1='\\u@\\h:\\w# '\n" },
  { path: 'etc/acpi/PWRF/00000080', mode: 0o755, content: '#!/bin/sh\nexec /bin/poweroff\n' },
];

export const rootFolders = [
  'dev',
  'proc',
  'sys',
  'run',
  'tmp',
  'root',
  'var/lib',
  'etc/dropbear',
  'lib64',
  'sbin',
  'bin',
  'lib',
  'usr',
  'modules',
];

/** Boot loader's menu: serial port and screen both get the kernel's last words. */
export const SYSLINUX_CONFIG = `SERIAL 0 115200
DEFAULT linux
PROMPT 0
TIMEOUT 0
LABEL linux
 KERNEL vmlinuz
 INITRD initrd.gz
 APPEND console=tty0 console=ttyS0 quiet net.ifnames=0 panic=10
`;
