import type { Entry } from '../../api/files.ts';

/** A boot loader, a kernel and a system take more than this, whatever they are. */
const LEAST_BYTES = 1024 * 1024;
const OTHER_TYPES =
  /^(text|image|audio|video|font)\/|^application\/(pdf|json|xml|zip|gzip|x-tar|x-7z|x-xz|x-bzip)/;
/** Endings of disks that machines start from; some computers take the first for pictures. */
const DISK_NAMES = /\.(raw|img|diskdump|extdump|ntfsdump)$/i;
/** Archives, documents, and disks in a form that no machine here starts from. */
const OTHER_NAMES =
  /\.(zip|gz|tgz|tar|xz|zst|bz2|7z|rar|vmdk|vdi|vhdx?|ova|txt|md|csv|json|xml|html?|pdf|docx?|xlsx?|pptx?|odt|jpe?g|png|gif|svg|mp3|mp4|mkv|mov|exe|msi|deb|rpm)$/i;

/** Whether a file can hold the disk of a machine, as far as its name, type and size tell. */
export function canBeDisk({
  folder,
  bytes,
  type,
  name,
}: Pick<Entry, 'folder' | 'bytes' | 'type' | 'name'>): boolean {
  if (folder || bytes < LEAST_BYTES) return false;
  return DISK_NAMES.test(name) || (!OTHER_TYPES.test(type) && !OTHER_NAMES.test(name));
}

/** A name for an image of the file: "debian-13" for "disks/debian-13.raw". */
export function imageNameOf(object: string): string {
  const last = object.slice(object.lastIndexOf('/') + 1);
  return last.replace(/\.(raw|img|iso|bin|dd|dump|diskdump|extdump|ntfsdump)$/i, '');
}
