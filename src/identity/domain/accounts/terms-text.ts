/** A piece of terms as a page shows it: text alone, whatever markup it had. */
interface TermsBlock {
  kind: 'heading' | 'text' | 'item';
  text: string;
}

/** Terms as pages show them. */
export interface TermsPage {
  id: bigint;
  createdAt: Date;
  blocks: TermsBlock[];
}

/** What is between these is no text. */
const UNREAD = new Set(['script', 'style', 'title', 'template', 'noscript', 'iframe', 'svg', 'object']);
const KINDS: Readonly<Record<string, TermsBlock['kind']>> = {
  ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, 'heading'])),
  ...Object.fromEntries(
    'p div section article header footer main ul ol dl dt dd table tr blockquote pre br hr address form'
      .split(' ')
      .map((name) => [name, 'text']),
  ),
  li: 'item',
};
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  sect: '§',
  euro: '€',
  middot: '·',
  bull: '•',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

/**
 * The text of a file of terms, in headings, paragraphs and items of lists. Nothing of its markup is kept: a page shows what
 * comes out as text, so that no script, link or picture of the file can do anything there. One pass over the file.
 */
export function termsBlocks(document: string): TermsBlock[] {
  if (!document.includes('<'))
    return document.split(/\n\n+/).flatMap((part) => blockOf('text', decoded(part)));
  const blocks: TermsBlock[] = [];
  let kind: TermsBlock['kind'] = 'text';
  let text = '';
  for (let at = 0; at < document.length;) {
    const open = document.indexOf('<', at);
    if (open === -1) {
      text += document.slice(at);
      break;
    }
    text += document.slice(at, open);
    const tag = tagAt(document, open);
    if (tag === undefined) {
      text += '<';
      at = open + 1;
      continue;
    }
    at = tag.end;
    const next = KINDS[tag.name];
    if (next === undefined) continue;
    blocks.push(...blockOf(kind, decoded(text)));
    text = '';
    kind = tag.closes ? 'text' : next;
  }
  return [...blocks, ...blockOf(kind, decoded(text))];
}

/** What begins at a `<`: a tag, or something that is passed over as a whole; undefined for a mere sign. */
function tagAt(document: string, open: number): { name: string; closes: boolean; end: number } | undefined {
  if (document.startsWith('<!--', open))
    return { name: '', closes: false, end: after(document, '-->', open + 4) };
  const [, slash = '', name = ''] =
    /^<([/!?]?)([a-z][a-z0-9]{0,15})/i.exec(document.slice(open, open + 20)) ?? [];
  if (name === '') return undefined;
  const tag = name.toLowerCase();
  const end = after(document, '>', open);
  if (slash !== '' || !UNREAD.has(tag)) return { name: tag, closes: slash === '/', end };
  const closing = new RegExp(`</${tag}`, 'gi');
  closing.lastIndex = end;
  const found = closing.exec(document);
  return {
    name: tag,
    closes: true,
    end: found === null ? document.length : after(document, '>', found.index),
  };
}

function after(document: string, mark: string, from: number): number {
  const found = document.indexOf(mark, from);
  return found === -1 ? document.length : found + mark.length;
}

function blockOf(kind: TermsBlock['kind'], text: string): TermsBlock[] {
  const shown = text.split(/\s/).filter(Boolean).join(' ');
  return shown === '' ? [] : [{ kind, text: shown }];
}

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#(x?)([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, hex: string, number: string, name: string) => {
      if (number === undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = Number.parseInt(number, hex === '' ? 10 : 16);
      // a control character or half a surrogate pair is none
      return code >= 32 && code <= 0x10_ff_ff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : ' ';
    },
  );
}
