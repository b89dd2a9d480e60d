import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '#contract/json';

const Bytes = z.looseObject({ bytes: z.number().int().nonnegative() });
const Links = z.array(
  z.looseObject({
    ifname: z.string(),
    flags: z.array(z.string()).default([]),
    master: z.string().optional(),
    stats64: z.looseObject({ rx: Bytes, tx: Bytes }).optional(),
    addr_info: z.array(
      z.looseObject({ local: z.string().optional(), prefixlen: z.number(), scope: z.string() }),
    ),
  }),
);
const Routes = z.array(z.looseObject({ dst: z.string(), gateway: z.string().optional() }));

/** What stands in one namespace. */
export interface Standing {
  name: string;
  links: Map<string, StandingLink>;
  /** Where everything else is sent. */
  gateway: string | null;
  /** What its rules come to. */
  rules: string;
  /** What was written down when they were loaded. */
  rulesRecord: string;
  /** Folder of the dnsmasq that runs. */
  served: string | null;
}

export interface StandingLink {
  isUp: boolean;
  master: string | null;
  /** Bytes, as whoever is at the other end of a tap sees them. */
  flows: { in: number; out: number };
  /** With their prefixes, without those that the kernel gives by itself. */
  addresses: string[];
}

/** Reads what the look told. Throws where that is something else. */
export function readStandings(text: string): Standing[] {
  const lines = text.split('\n');
  const found: Standing[] = [];
  for (let at = 0; at + 5 < lines.length; at += 6) {
    const [name = '', links = '', routes = '', rules = '', rulesRecord = '', served = ''] = lines.slice(
      at,
      at + 6,
    );
    found.push({
      name,
      links: readLinks(links),
      gateway: readGateway(routes),
      rules: rulesDigest(rules),
      rulesRecord,
      served: served === '' ? null : served,
    });
  }
  return found;
}

function readLinks(text: string): Map<string, StandingLink> {
  const links = Links.parse(text === '' ? [] : parseJson(text));
  return new Map(
    links.map(({ ifname, flags, master, addr_info, stats64 }) => [
      ifname,
      {
        isUp: flags.includes('UP'),
        master: master ?? null,
        flows: { in: stats64?.tx.bytes ?? 0, out: stats64?.rx.bytes ?? 0 },
        addresses: addr_info
          .filter(({ scope }) => scope === 'global')
          .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
      },
    ]),
  );
}

function readGateway(text: string): string | null {
  const routes = Routes.parse(text === '' ? [] : parseJson(text));
  return routes.find(({ dst }) => dst === 'default')?.gateway ?? null;
}

/** Names a ruleset as nft lists it, without what changes while it works: counters, numbers of rules, what rules have put into sets. */
export function rulesDigest(listing: string): string {
  if (listing === '') return '';
  const seen = JSON.stringify(JSON.parse(listing), (key, value: unknown) => {
    if (key === 'handle' || key === 'metainfo' || key === 'packets' || key === 'bytes') return undefined;
    return isMeter(value) ? { ...value, elem: undefined } : value;
  });
  return createHash('sha256').update(seen).digest('hex').slice(0, 32);
}

function isMeter(value: unknown): value is { elem: unknown } {
  if (typeof value !== 'object' || value === null || !('elem' in value) || !('flags' in value)) return false;
  return Array.isArray(value.flags) && value.flags.includes('dynamic');
}
