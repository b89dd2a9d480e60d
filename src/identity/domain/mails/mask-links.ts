const MASK = '…';
/** A key in the path of a link is at least as long; words of our own addresses are shorter. */
const KEY_LENGTH = 16;

/**
 * A text without what its links allow: who looks at the mails of others must not be able to open what they open (I26). Of an
 * address its query goes, and what is long in its path.
 */
export function maskLinks(text: string): string {
  return text.replaceAll(/\bhttps?:\/\/[^\s<>"]+/gi, (address) => {
    const [place = ''] = address.split(/[?#]/, 1);
    const [scheme, empty, host, ...path] = place.split('/');
    const shown = path.map((part) => (part.length >= KEY_LENGTH ? MASK : part));
    return [scheme, empty, host, ...shown].join('/') + (place.length < address.length ? `?${MASK}` : '');
  });
}
