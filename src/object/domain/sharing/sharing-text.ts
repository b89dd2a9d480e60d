import type { Sharing } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';

const MAX_HOLDER = 256;

/**
 * Reads `read=a,b; write=c`. Holders become lower case; `*` swallows the rest of its list; a holder of both lists may
 * write. An empty text takes sharing away. Fails with 400 (spec/object-storage 3.4).
 */
export function parseSharing(text: string): Sharing {
  const bare = text.replaceAll(' ', '');
  const sharing: Sharing = { read: [], write: [] };
  if (bare === '') return sharing;
  for (const part of bare.split(';')) {
    const match = /^(read|write)=(.*)$/s.exec(part);
    if (match === null) return fail('bad_sharing', { reason: 'only read= and write= are known' });
    sharing[match[1] as 'read' | 'write'] = holdersOf(match[2] ?? '');
  }
  sharing.read = sharing.read.filter((holder) => holder === '*' || !sharing.write.includes(holder));
  return sharing;
}

function holdersOf(list: string): string[] {
  const holders = [...new Set(list.toLowerCase().split(','))].filter((holder) => holder !== '');
  if (holders.length === 0) fail('bad_sharing', { reason: 'a list is empty' });
  if (holders.some((holder) => [...holder].length > MAX_HOLDER))
    fail('bad_sharing', { reason: 'a name is too long' });
  return holders.includes('*') ? ['*'] : holders.sort();
}

/** Writes permissions as the header has them; undefined when nothing is shared. Of a list with `*` nothing else is said. */
export function sharingText({ read, write }: Sharing): string | undefined {
  const holders = (list: readonly string[]): string => (list.includes('*') ? '*' : list.toSorted().join(','));
  const parts = [
    ...(read.length > 0 ? [`read=${holders(read)}`] : []),
    ...(write.length > 0 ? [`write=${holders(write)}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
