/** Makes taps, joins them to a bridge and sends them to whoever reads its third file: in Debian's place. */
export const BRIDGE_HELPER = '/usr/lib/qemu/qemu-bridge-helper';
