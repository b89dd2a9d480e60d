import {
  IconDisc,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconFolderFilled,
  IconPhoto,
  type Icon,
} from '@tabler/icons-react';
import type { Entry } from '../../api/files.ts';

/** The picture of a file by its type or name, and its colour. */
export function glyphOf({ folder, type, name }: Entry): { glyph: Icon; colour: string } {
  if (folder) return { glyph: IconFolderFilled, colour: 'var(--mantine-color-brand-4)' };
  if (type.startsWith('image/')) return { glyph: IconPhoto, colour: 'var(--ok-dot)' };
  if (type === 'application/pdf') return { glyph: IconFileTypePdf, colour: 'var(--bad-dot)' };
  if (/\.(zip|gz|tar|xz|zst|bz2|7z)$/i.test(name)) return { glyph: IconFileZip, colour: 'var(--warn-dot)' };
  if (/\.(raw|img|qcow2|iso|diskdump)$/i.test(name)) return { glyph: IconDisc, colour: 'var(--hold-dot)' };
  return { glyph: IconFileText, colour: 'var(--text-3)' };
}
