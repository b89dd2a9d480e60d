import { z } from 'zod';
import { parseJson } from '#contract/json';

const NftJson = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

const SetJson = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.union([z.string(), z.array(z.string())]),
  flags: z.array(z.string()).default([]),
  size: z.number().optional(),
  elem: z.array(z.unknown()).default([]),
});

const Concat = z.object({ concat: z.array(z.unknown()) });
const Prefix = z.object({ prefix: z.object({ addr: z.string(), len: z.number() }) });
const Jump = z.object({ jump: z.object({ target: z.string() }) });

/** Keys of the kernel's answer that say nothing about what a rule does. */
const ACCIDENTAL = new Set(['handle', 'metainfo', 'packets', 'bytes', 'elem']);

/** What `nft -j list ruleset` tells: everything but elements and counts as one text, and the elements of each set as they were spelt. */
export function parseRuleset(text: string): { rules: string; elements: Map<string, string[]> } {
  const { nftables } = NftJson.parse(parseJson(text));
  const elements = new Map<string, string[]>();
  for (const entry of nftables) {
    const set = SetJson.safeParse(entry['set'] ?? entry['map']);
    // those with a size of their own are filled by the rules
    if (!set.success || set.data.size !== undefined) continue;
    const { family, table, name, type, elem } = set.data;
    const types = [type].flat();
    elements.set(
      `${family} ${table} ${name}`,
      elem.map((one) => elementText(one, types, entry['map'] !== undefined)),
    );
  }
  const rules = JSON.stringify(nftables, (name, value: unknown) =>
    ACCIDENTAL.has(name) ? undefined : value,
  );
  return { rules, elements };
}

function elementText(element: unknown, types: string[], isMap: boolean): string {
  if (!isMap || !Array.isArray(element)) return wordsText(element, types);
  return `${wordsText(element[0], types)} : ${wordsText(element[1], [])}`;
}

function wordsText(value: unknown, types: string[]): string {
  const concat = Concat.safeParse(value);
  const words = concat.success ? concat.data.concat : [value];
  return words.map((word, index) => wordText(word, types[index])).join(' . ');
}

function wordText(word: unknown, type: string | undefined): string {
  if (typeof word === 'string' || typeof word === 'number')
    return type === 'ifname' ? `"${word}"` : String(word);
  const prefix = Prefix.safeParse(word);
  if (prefix.success) return `${prefix.data.prefix.addr}/${prefix.data.prefix.len}`;
  const jump = Jump.safeParse(word);
  if (jump.success) return `jump ${jump.data.jump.target}`;
  return Object.keys(word ?? {}).join(' ');
}
