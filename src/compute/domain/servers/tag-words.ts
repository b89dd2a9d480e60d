import { fail } from '../../errors.ts';
import { checkAddressable } from '../names.ts';

/** What users see of tags, and what the operator keeps for himself. */
const TAG_NAMESPACES = { user: 'cyclades:user:', system: 'cyclades:system:' } as const;
export type TagNamespace = keyof typeof TAG_NAMESPACES;

/** A tag of Ganeti has so many characters. */
const ENCODED_LIMIT = 128;
const LIMIT = 60;

/** The tag with its namespace, as it is kept. Refuses what no address could name and what no back end would take. */
export function namedTag(text: string, namespace: TagNamespace = 'user'): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text === '' || /[/,\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()) fail('bad_tag');
  checkAddressable(text, 'A tag');
  const tag = `${TAG_NAMESPACES[namespace]}${text}`;
  if (text.length > LIMIT || encodedTag(tag).length > ENCODED_LIMIT) fail('tag_too_long', { limit: LIMIT });
  return tag;
}

/** The text of a tag of the namespace, or undefined for one of another. */
export function textOfTag(tag: string, namespace: TagNamespace = 'user'): string | undefined {
  const prefix = TAG_NAMESPACES[namespace];
  return tag.startsWith(prefix) ? tag.slice(prefix.length) : undefined;
}

/** As the back end keeps it (spec/compute-backend 1.6): quoted like a query, then `%` as `/` and `_` as `*`. */
export function encodedTag(tag: string): string {
  return encodeURIComponent(tag)
    .replaceAll(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%3A', ':')
    .replaceAll('%', '/')
    .replaceAll('_', '*');
}
