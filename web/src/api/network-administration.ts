import { queryOptions } from '@tanstack/react-query';
import type {
  AddressHolding,
  AdministeredAddress,
  AdministeredNetwork,
  AdministeredPool,
} from '#contract/network-administration';
import { administration } from './compute-administration.ts';
import { keys } from './keys.ts';
import { account } from './services.ts';

export type { AddressHolding, AdministeredAddress, AdministeredNetwork, AdministeredPool };

type Question<Name extends 'networks' | 'addresses' | 'holdings' | 'pools'> = NonNullable<
  Parameters<(typeof administration)[Name]>[0]
>;
/** A part of a list, and how many there are in all. */
interface Part<Row> {
  total: number;
  rows: Row[];
}

export async function readNetworks(
  question: Question<'networks'>,
  signal: AbortSignal,
): Promise<Part<AdministeredNetwork>> {
  const { total, networks: rows } = await administration.networks(question, signal);
  return { total, rows };
}

/** A row with the e-mail of whose it is, where the account is known. */
export type Owned<Row> = Row & { email: string | undefined };

export async function readAddresses(
  question: Question<'addresses'>,
  signal: AbortSignal,
): Promise<Part<Owned<AdministeredAddress>>> {
  const { total, addresses } = await administration.addresses(question, signal);
  return { total, rows: await withEmails(addresses) };
}

export async function readHoldings(
  question: Question<'holdings'>,
  signal: AbortSignal,
): Promise<Part<Owned<AddressHolding>>> {
  const { total, holdings } = await administration.holdings(question, signal);
  return { total, rows: await withEmails(holdings) };
}

/** One question for all rows; without an answer they are shown by their uuids. */
async function withEmails<Row extends { user_id: string }>(rows: readonly Row[]): Promise<Owned<Row>[]> {
  const uuids = [...new Set(rows.map(({ user_id: uuid }) => uuid))];
  const emails = uuids.length === 0 ? {} : await account.names(uuids).catch(() => ({}));
  return rows.map((row) => ({ ...row, email: (emails as Record<string, string>)[row.user_id] }));
}

export async function readPools(
  question: Question<'pools'>,
  signal: AbortSignal,
): Promise<Part<AdministeredPool>> {
  const { total, pools: rows } = await administration.pools(question, signal);
  return { total, rows };
}

/** One network, whoever owns it. */
export const cloudNetworkQuery = (id: number) =>
  queryOptions({ queryKey: keys.cloudNetwork(id), queryFn: () => administration.network(id) });
