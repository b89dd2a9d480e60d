import type { Entry } from '../../../api/files.ts';

/** Larger pictures are not fetched only to be looked at small. */
const MOST_PICTURE = 30 * 1024 * 1024;
/** A document is fetched whole before it is shown. */
const MOST_PDF = 30 * 1024 * 1024;

const TEXTS =
  /\.(?:txt|md|csv|tsv|log|json|ya?ml|toml|ini|conf|cfg|xml|svg|html?|css|jsx?|tsx?|mjs|py|rb|go|rs|c|h|cpp|java|sh|sql|tex|r|m|jl|php|pl)$/i;

/**
 * How a file can be looked at without giving it any say: pictures, films and sounds that cannot act, documents in
 * the browser's own viewer, which is apart from the page, and everything that is
 * written, marked up or a program as plain text.
 */
export function previewKind({
  type,
  name,
  bytes,
  folder,
}: Entry): 'picture' | 'film' | 'sound' | 'text' | 'pdf' | undefined {
  if (folder) return undefined;
  if (/^image\/(?:png|jpeg|gif|webp|avif|bmp)$/.test(type))
    return bytes > MOST_PICTURE ? undefined : 'picture';
  if (/^video\/(?:mp4|webm|ogg)$/.test(type)) return 'film';
  if (/^audio\/(?:mpeg|mp4|ogg|wav|x-wav|webm|flac|aac)$/.test(type)) return 'sound';
  if (type === 'application/pdf') return bytes > MOST_PDF ? undefined : 'pdf';
  if (/^text\/|^application\/(?:json|xml|javascript|x-sh)$|^image\/svg/.test(type) || TEXTS.test(name))
    return 'text';
  return undefined;
}
