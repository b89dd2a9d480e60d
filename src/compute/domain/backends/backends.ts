import type { ClusterDocument, NodeDocument } from '#contract/ganeti';
import { differences } from '#platform/audit/entry';
import type { Secret } from '#platform/secret';
import { type Cluster, ClusterFailure } from '../../ganeti/cluster.ts';
import { fail } from '../../errors.ts';
import type { BackendFigures, BackendRow } from '../../store/backends/backends.ts';
import { type Sealer, sealContext } from '../../store/sealing.ts';
import { numbered, record } from '../audit.ts';
import type { Compute } from '../compute.ts';

/** What `backend-add` says of a new back end. */
export interface NewBackend {
  clustername: string;
  /** `https://host:5080`, `unix:/path`, or `role:vmhost` for the embedded manager of this cloud. */
  address: string;
  username: string;
  password: Secret;
  /** SHA-256 of a self-signed certificate, `AA:BB:…`; without it the chain must verify. */
  fingerprint?: string;
  hypervisor?: string;
  /** Closed to new servers; the default. */
  drained?: boolean;
  public?: boolean;
}

/**
 * Adds a back end after it has shown that it is the named cluster and that the account may write. Adding one of the same
 * name again fails with `backend_exists`. With `check` false it is added unseen, with empty figures.
 */
export async function registerBackend(
  compute: Compute,
  wanted: NewBackend,
  check = true,
): Promise<BackendRow> {
  const { store, clock, sealer } = compute;
  const { clustername } = wanted;
  if (clustername === '' || clustername.length > 255) fail('backend_name_missing');
  if ((await store.backends.findByName(clustername)) !== undefined)
    fail('backend_exists', { name: clustername });
  const now = clock.now();
  const candidate: BackendRow = {
    id: 0,
    clustername,
    address: wanted.address,
    username: wanted.username,
    passwordSealed: sealer.seal(wanted.password.reveal(), sealContext(clustername)),
    fingerprint: wanted.fingerprint ?? null,
    hypervisor: wanted.hypervisor ?? 'kvm',
    index: 0,
    drained: wanted.drained ?? true,
    offline: false,
    public: wanted.public ?? true,
    diskTemplates: [],
    ...EMPTY_FIGURES,
    figuresAt: now,
    created: now,
    updated: now,
  };
  const seen = check ? await checked(compute, candidate) : {};
  return store.transaction(async (tx) => {
    await tx.backends.lockTable();
    const all = await tx.backends.all();
    if (all.some((other) => other.clustername === clustername)) fail('backend_exists', { name: clustername });
    const used = new Set(all.map(({ index }) => index));
    const index = Array.from({ length: 16 }, (_, number) => number).find((number) => !used.has(number));
    if (index === undefined) fail('backends_full');
    const { id: _none, ...row } = { ...candidate, ...seen, index };
    const made = await tx.backends.insert(row);
    await record(compute, tx, undefined, {
      action: 'backend.add',
      object: numbered('backend', { id: made.id, name: clustername }),
      details: plainOf(made),
    });
    return made;
  });
}

/** Makes sure that the back end is there with this account: adds it, or corrects what differs. For set-up, which may be repeated. */
export async function ensureBackend(compute: Compute, wanted: NewBackend): Promise<BackendRow> {
  const found = await compute.store.backends.findByName(wanted.clustername);
  if (found === undefined) return registerBackend(compute, wanted);
  const { address, username, password } = wanted;
  return modifyBackend(compute, found.id, { address, username, password });
}

const EMPTY_FIGURES = { mfree: 0, mtotal: 0, dfree: 0, dtotal: 0, pinstCnt: 0, ctotal: 0 };

/** Asks the back end who it is, whether the account may write, and how much room it has. */
async function checked(compute: Compute, backend: BackendRow): Promise<BackendFigures> {
  try {
    const cluster = compute.clusterOf(backend);
    const info = await cluster.info();
    if (info.name !== backend.clustername) {
      fail('backend_refused', { message: `the cluster's name is ${info.name}, not ${backend.clustername}.` });
    }
    await cluster.checkWriting();
    return await readFigures(compute, cluster);
  } catch (error) {
    if (error instanceof ClusterFailure)
      fail('backend_refused', { message: error.message }, { cause: error });
    throw error;
  }
}

async function readFigures({ clock }: Compute, cluster: Cluster): Promise<BackendFigures> {
  // What is made after the question may be missing in the answer.
  const asked = clock.now();
  const [info, nodes] = await Promise.all([cluster.info(), cluster.nodes()]);
  return { ...figuresOf(nodes), diskTemplates: templatesOf(info), figuresAt: asked };
}

/** Sums over the nodes that can take machines; what is missing counts nothing. */
function figuresOf(nodes: readonly NodeDocument[]): typeof EMPTY_FIGURES {
  const sum = { ...EMPTY_FIGURES };
  for (const node of nodes) {
    const usable = node.vm_capable && !node.drained && !node.offline && (node.cnodes ?? 0) > 0;
    if (!usable) continue;
    for (const key of ['mfree', 'mtotal', 'dfree', 'dtotal', 'ctotal'] as const)
      sum[key] += Math.trunc(node[key] ?? 0);
    sum.pinstCnt += Math.trunc(node.pinst_cnt ?? 0);
  }
  return sum;
}

/** Templates that the cluster has switched on and its policy allows. */
function templatesOf(info: ClusterDocument): string[] {
  const allowed = info.ipolicy['disk-templates'] ?? [];
  const enabled = info.enabled_disk_templates;
  return enabled === undefined
    ? allowed
    : enabled.filter((template) => allowed.length === 0 || allowed.includes(template));
}

/** Reads the figures of one back end anew. */
export async function refreshBackend(compute: Compute, backend: BackendRow): Promise<void> {
  const figures = await readFigures(compute, compute.clusterOf(backend));
  await compute.store.backends.updateFigures(backend.id, figures);
}

/** Reads the figures of all back ends that are not offline; one that does not answer keeps its old ones. */
export async function refreshBackends(compute: Compute): Promise<void> {
  for (const backend of await compute.store.backends.all()) {
    if (backend.offline) continue;
    try {
      await refreshBackend(compute, backend);
    } catch (err) {
      if (!(err instanceof ClusterFailure)) throw err;
      compute.log.warn({ err, backend: backend.clustername }, 'the figures of a back end cannot be read now');
    }
  }
}

/** What `backend-modify` may change; the account is checked again when it changes. */
export interface BackendChange {
  /** As the cluster calls itself now. */
  clustername?: string;
  address?: string;
  /** Of an address `https://host:port`, which else stays. */
  port?: string;
  username?: string;
  password?: Secret;
  fingerprint?: string;
  hypervisor?: string;
  drained?: boolean;
  offline?: boolean;
  public?: boolean;
}

/** What decides which cluster is reached, and whether it lets us in. */
const ACCOUNT = ['clustername', 'address', 'username', 'passwordSealed', 'fingerprint'] as const;

/**
 * Changes a back end, only in what the change names. A new account is tried first, which may take a minute: when somebody
 * else changed the account meanwhile, the trial says nothing any more, and the change is refused.
 */
export async function modifyBackend(
  compute: Compute,
  id: number,
  change: BackendChange,
): Promise<BackendRow> {
  const { store, sealer, clock } = compute;
  const before = (await store.backends.find(id)) ?? fail('backend_not_found', { id });
  const { password, port, ...plain } = change;
  const columns: Partial<BackendRow> = { ...plain };
  const { clustername = before.clustername } = change;
  if (clustername === '' || clustername.length > 255) fail('backend_name_missing');
  if (port !== undefined) columns.address = withPort(change.address ?? before.address, port);
  // A sealed password is good under the name that it was sealed for.
  if (password !== undefined || clustername !== before.clustername) {
    const open = password?.reveal() ?? sealer.open(before.passwordSealed, sealContext(before.clustername));
    columns.passwordSealed = sealer.seal(open, sealContext(clustername));
  }
  const offline = change.offline ?? before.offline;
  const tried = ACCOUNT.some((column) => column in columns) && !offline;
  const seen = tried ? await checked(compute, { ...before, ...columns, offline }) : {};
  return store.transaction(async (tx) => {
    const now = (await tx.backends.lock(id)) ?? fail('backend_not_found', { id });
    if (tried && ACCOUNT.some((column) => now[column] !== before[column])) fail('backend_changed', { id });
    if (clustername !== before.clustername) {
      await tx.backends.lockTable();
      const other = await tx.backends.findByName(clustername);
      if (other !== undefined && other.id !== id) fail('backend_exists', { name: clustername });
    }
    const written = { ...columns, ...seen, updated: clock.now() };
    await tx.backends.update(id, written);
    // What set-up makes sure of at each start is as it was.
    const details = {
      ...differences(plainOf(now), plainOf({ ...now, ...written })),
      ...(password !== undefined && !hasPassword(sealer, now, password) ? { password: 'changed' } : {}),
    };
    if (Object.keys(details).length > 0)
      await record(compute, tx, undefined, {
        action: 'backend.modify',
        object: numbered('backend', { id, name: now.clustername }),
        details,
      });
    return { ...now, ...written };
  });
}

/** What was sealed with a key that is lost is no password any more. */
function hasPassword(sealer: Sealer, { passwordSealed, clustername }: BackendRow, password: Secret): boolean {
  try {
    return sealer.open(passwordSealed, sealContext(clustername)) === password.reveal();
  } catch {
    return false;
  }
}

/** What the audit tells of a back end: nothing that opens it. */
function plainOf({ address, username, hypervisor, drained, offline, public: open, clustername }: BackendRow) {
  return { clustername, address, username, hypervisor, drained, offline, public: open };
}

/** The address with another port. */
function withPort(address: string, port: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || !/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    fail('bad_backend_port', { port, address });
  url.port = port;
  return url.href.replace(/\/$/, '');
}
