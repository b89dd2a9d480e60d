import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/telemetry/log';
import { BRIDGE_HELPER } from './bridge-helper.ts';
import { dnsmasqPlan } from './dnsmasq.ts';
import { Keeper } from './keeper.ts';
import { readStandings, rulesDigest, type Standing } from './look.ts';
import type { NetworkPlan } from './plan.ts';
import { outerRulesOf, rulesOf, type WantedRules, WAY_OUT } from './rules-of.ts';
import {
  addressScript,
  bridgeAddresses,
  clearTapScript,
  dnsmasqScript,
  LOOK_SCRIPT,
  makeScript,
  nameTapScript,
  removeScript,
  removeTapsScript,
  rulesRecordScript,
  rulesScript,
} from './scripts.ts';
import { startWayOut } from './way-out.ts';

/** Between two comparisons of what stands with what should; they take their time, and more of it the more networks there are. */
const EVERY_MS = 2_000;
/** Networks that are worked on at a time. */
const AT_ONCE = 4;

/** What should stand, asked anew at each comparison. */
export interface FabricWishes {
  plans(): Promise<NetworkPlan[]>;
  /** IPv4 addresses and networks that no machine may reach. */
  closed(): string[];
  /** Called after each comparison, with what tells whether a tap is on its network; with nothing when that is not known. */
  compared(stands: ((device: string) => boolean) | undefined): Promise<void>;
}

/** Bytes that went through a tap, as its machine sees them. */
export interface TapFlows {
  in: number;
  out: number;
}

/**
 * The networks of this host: what stands in the keeper's namespaces is compared with what should, again and again, and put
 * right where it differs, whoever changed it.
 */
export class Fabric {
  readonly #folder: string;
  readonly #wishes: FabricWishes;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  readonly #failing = new Map<string, string>();
  #keeper: Keeper | undefined;
  #isEmpty = false;
  #settling: Promise<void> = Promise.resolve();
  #loop: Promise<void> | undefined;
  /** A comparison that waits for its turn. */
  #next: Promise<void> | undefined;
  /** The last tap that is made in each namespace. */
  readonly #making = new Map<string, Promise<unknown>>();
  /** When each tap was handed over. */
  readonly #lent = new Map<string, number>();
  /** Networks that stood when they were last compared, by the taps that belong to them. */
  #standing = new Map<string, NetworkPlan>();
  #flows = new Map<string, TapFlows>();
  #looked = -Infinity;

  constructor(folder: string, wishes: FabricWishes, { clock, log }: { clock: Clock; log: Logger }) {
    this.#folder = folder;
    this.#wishes = wishes;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Ends all networks. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#settling.catch(() => undefined);
    await Keeper.end(this.#folder);
  }

  /** Makes everything stand as it should at this moment. A network that fails is told in the log, and tried again later. */
  settle(): Promise<void> {
    this.#next ??= this.#settling
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#settle();
      });
    this.#settling = this.#next;
    return this.#next;
  }

  /** What went through a tap that stands. */
  flowsOf(device: string): TapFlows | undefined {
    return this.#flows.get(device);
  }

  /** Makes a tap on its network and hands it over by this socket, to whoever reads it there. Rejects with the reason. */
  async lendTap(device: string, socket: Socket): Promise<void> {
    const plan = this.#standing.get(device);
    if (plan === undefined) throw new Error('its network does not stand');
    const { name } = plan;
    // Two that are made in one namespace at the same time could be taken for one another.
    const made = (this.#making.get(name) ?? Promise.resolve()).then(async () => {
      const keeper = this.#keeper;
      if (keeper === undefined) throw new Error('the networks of this host do not stand');
      await sh(keeper, clearTapScript(name, device));
      const helper = keeper.spawnIn(
        name,
        [BRIDGE_HELPER, '--use-vnet', '--fd=3', '--br=br0'],
        ['ignore', 'ignore', 'pipe', socket],
      );
      let said = '';
      helper.stderr!.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(-500)));
      const [code] = (await once(helper, 'close')) as [number | null];
      if (code !== 0) throw new Error(`no tap could be made: ${said.trim()}`);
      await sh(keeper, nameTapScript(name, device, rulesOf(plan).isolated));
      this.#lent.set(device, performance.now());
    });
    this.#making.set(
      name,
      made.catch(() => undefined),
    );
    await made;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.settle();
        const looked = this.#looked;
        await this.#wishes.compared((device) => this.#flows.has(device) || this.#lentSince(device, looked));
      } catch (error) {
        this.#tell('all networks', error);
        await this.#wishes.compared(undefined).catch((cause: unknown) => this.#tell('cards', cause));
      }
      await this.#clock.sleep(EVERY_MS, signal);
    }
  }

  #lentSince(device: string, time: number): boolean {
    return (this.#lent.get(device) ?? -Infinity) >= time;
  }

  async #settle(): Promise<void> {
    const plans = await this.#wishes.plans();
    this.#looked = performance.now();
    if (plans.length === 0) return this.#endKeeper();
    const keeper = await this.#openKeeper();
    let standings = await look(keeper);
    if (!standings.get('outer')?.links.has(WAY_OUT)) {
      await startWayOut(keeper);
      standings = await look(keeper);
    }
    const rules = outerRulesOf(plans, this.#wishes.closed());
    await this.#settleRules(keeper, null, rules, standings.get('outer'));
    const wanted = new Set(plans.map(({ name }) => name));
    for (const name of standings.keys())
      if (name !== 'outer' && !wanted.has(name)) await sh(keeper, removeScript(name));
    const standing = new Map<string, NetworkPlan>();
    const flows = new Map<string, TapFlows>();
    for (let from = 0; from < plans.length; from += AT_ONCE) {
      await Promise.all(
        plans.slice(from, from + AT_ONCE).map(async (plan) => {
          try {
            const before = await this.#settleNetwork(keeper, plan, standings);
            for (const { device } of plan.ports) standing.set(device, plan);
            for (const [device, { master, flows: counted }] of before?.links ?? [])
              if (master === 'br0') flows.set(device, counted);
            this.#failing.delete(plan.name);
          } catch (error) {
            this.#tell(plan.name, error);
          }
        }),
      );
    }
    this.#failing.delete('all networks');
    this.#standing = standing;
    this.#flows = flows;
    for (const device of this.#lent.keys()) if (!standing.has(device)) this.#lent.delete(device);
  }

  /** Where nothing is to stand nothing runs, nor what an earlier manager has left. */
  async #endKeeper(): Promise<void> {
    this.#standing = new Map();
    this.#flows = new Map();
    if (this.#isEmpty) return;
    this.#keeper = undefined;
    await Keeper.end(this.#folder);
    this.#isEmpty = true;
  }

  async #openKeeper(): Promise<Keeper> {
    this.#isEmpty = false;
    if (this.#keeper !== undefined && (await this.#keeper.isAlive())) return this.#keeper;
    this.#keeper = await Keeper.open(this.#folder);
    return this.#keeper;
  }

  /** Makes one network stand; gives what of it stood before and still does. */
  async #settleNetwork(
    keeper: Keeper,
    plan: NetworkPlan,
    standings: ReadonlyMap<string, Standing>,
  ): Promise<Standing | undefined> {
    const { name } = plan;
    let standing = standings.get(name);
    const outer = standings.get('outer');
    if (!isMade(plan, standing, outer)) {
      await sh(keeper, makeScript(plan));
      standing = undefined;
    }
    await this.#settleRules(keeper, name, rulesOf(plan), standing);
    if (!isAddressed(plan, standing, outer)) await sh(keeper, addressScript(plan));
    const strange = [...(standing?.links.keys() ?? [])].filter(
      (device) => /^t[0-9a-f]{8}$/.test(device) && !plan.ports.some((port) => port.device === device),
    );
    if (strange.length > 0) await sh(keeper, removeTapsScript(name, strange));
    const served = dnsmasqPlan(plan);
    if ((served?.folder ?? null) !== (standing?.served ?? null))
      await sh(keeper, dnsmasqScript(name, served));
    return standing;
  }

  /** Rules come before anything that they guard. */
  async #settleRules(
    keeper: Keeper,
    name: string | null,
    { texts, switches, digest }: WantedRules,
    standing: Standing | undefined,
  ): Promise<void> {
    if (standing !== undefined && standing.rulesRecord === `${digest}-${standing.rules}`) return;
    const listing = await sh(keeper, rulesScript(name, texts, switches));
    await sh(keeper, rulesRecordScript(name ?? 'outer', `${digest}-${rulesDigest(listing)}`));
  }

  /** Once, until it changes. */
  #tell(what: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#failing.get(what) === message || this.#stop.signal.aborted) return;
    this.#failing.set(what, message);
    this.#log.error({ err: error, network: what }, 'a network does not stand as it should');
  }
}

async function look(keeper: Keeper): Promise<Map<string, Standing>> {
  return new Map(readStandings(await sh(keeper, LOOK_SCRIPT)).map((standing) => [standing.name, standing]));
}

function sh(keeper: Keeper, script: string): Promise<string> {
  return keeper.run(['sh'], script);
}

function isMade(
  { name, wire }: NetworkPlan,
  standing: Standing | undefined,
  outer: Standing | undefined,
): boolean {
  return (
    standing?.links.has('br0') === true &&
    standing.links.get('wan')?.addresses.includes(`${wire.inner}/31`) === true &&
    outer?.links.get(name)?.addresses.includes(`${wire.outer}/31`) === true
  );
}

function isAddressed(
  plan: NetworkPlan,
  standing: Standing | undefined,
  outer: Standing | undefined,
): boolean {
  const { name, wire } = plan;
  const present = standing?.links.get('br0')?.addresses ?? [];
  return (
    standing?.gateway === wire.outer &&
    ['br0', 'wan', 'lo'].every((device) => standing.links.get(device)?.isUp) &&
    outer?.links.get(name)?.isUp === true &&
    [...present].sort().join() === [...bridgeAddresses(plan)].sort().join()
  );
}
