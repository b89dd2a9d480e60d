# Runs a program on a machine's disk, apart from everything else: tools.sh FILTER SECONDS FILE-BYTES PROGRAM ARGUMENT…
#
# tools-sandbox.ts starts it in the machine's folder, as the machine's user, in user, mount and process namespaces that are
# new: here it may do everything, on the host nothing. When it ends, the kernel ends everything that was started here.
set -eu
umask 007
filter=$1
seconds=$2
bytes=$3
shift 3

# The folder gets a name whose parents may be walked: those of the data directory may not. Only we see these mounts.
mount -t tmpfs -o mode=700 tools /mnt
mkdir /mnt/folder
mount --no-canonicalize --bind . /mnt/folder
exec 3< "/mnt/folder/$filter"
exec prlimit --core=0 --nofile=64 --nproc=64 --as=1073741824 --cpu="$seconds" --fsize="$bytes" \
  timeout -s KILL "$seconds" "$@"
