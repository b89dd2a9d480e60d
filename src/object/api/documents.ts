import { writeJson } from '#contract/json';
import type { FastifyRequest } from 'fastify';
import type { Answer } from '#platform/http/route';
import { splitUrl } from './target.ts';

export type Format = 'text' | 'json' | 'xml';

export const TYPES: Record<Format, string> = {
  text: 'text/plain; charset=UTF-8',
  json: 'application/json; charset=UTF-8',
  xml: 'application/xml; charset=UTF-8',
};

/** The format a request asks for: the parameter, then `Accept`, then the operation's own. */
export function formatOf(request: FastifyRequest, allowed: readonly Format[], fallback: Format): Format {
  const asked = queryOf(request).get('format')?.toLowerCase();
  if (asked === 'json' || asked === 'xml') return allowed.includes(asked) ? asked : fallback;
  const accept = (request.headers.accept ?? '').slice(0, 512).toLowerCase();
  for (const item of accept.split(',')) {
    const type = item.split(';', 1)[0]?.trim();
    if (type === 'application/json' && allowed.includes('json')) return 'json';
    if ((type === 'application/xml' || type === 'text/xml') && allowed.includes('xml')) return 'xml';
    if (type === 'text/plain' && allowed.includes('text')) return 'text';
  }
  return fallback;
}

/** Parameters of the address; of a repeated one the first. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(splitUrl(request.originalUrl)[1] ?? '');
}

/** A list: in text one name a line, and 204 when there is none; else a document. */
export function listAnswer(
  format: Format,
  headers: Record<string, string>,
  lines: readonly string[],
  json: () => unknown,
  xml: () => string,
): Answer {
  if (format === 'text') {
    if (lines.length === 0) return { status: 204, headers };
    return {
      status: 200,
      headers: { ...headers, 'content-type': TYPES.text },
      body: lines.map((line) => `${line}\n`).join(''),
    };
  }
  const body = format === 'json' ? writeJson(json()) : xmlDocument(xml());
  return { status: 200, headers: { ...headers, 'content-type': TYPES[format] }, body };
}

/** Clients cut the text by white space: the declaration, a blank, the root with its attributes. */
export function xmlDocument(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n\n${root}\n`;
}

/** An element that holds others, each on a line of its own. Empty ones are left out. */
export function branch(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[],
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  const lines = children
    .filter((child) => child !== '')
    .map((child) => `  ${child.replaceAll('\n', '\n  ')}\n`);
  return `<${name}${pairs.join('')}>\n${lines.join('')}</${name}>`;
}

/** An element; undefined and null content is left out with it. */
export function element(name: string, content: string | number | bigint | null | undefined): string {
  return content === undefined || content === null ? '' : `<${name}>${xmlText(String(content))}</${name}>`;
}

/** Text between tags or in an attribute: as it is read back, white space included. Characters that XML cannot hold become U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`)
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}
