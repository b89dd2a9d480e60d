import { usageError } from '#platform/commands/command-error';
import { argument, choice, count, flag, list, text } from '#platform/commands/options';
import {
  createPool,
  findPool,
  listPools,
  modifyPool,
  type PoolDetails,
  removePool,
} from '../../domain/networks/cloud-pools.ts';
import type { CloudPoolKind } from '../../domain/networks/pools.ts';
import { reconcilePools } from '../../domain/networks/reconcile-pools.ts';
import { defineCommand } from '../command.ts';
import { confirmOrStop, idOf, wordsOf } from '../options.ts';

const KINDS = ['bridge', 'mac-prefix'] as const satisfies readonly CloudPoolKind[];
const type = choice('--type <type>', 'what it gives out', KINDS);
const offset = count(
  '--offset <count>',
  'a number that is kept and shown; values are counted from --base alone',
);
const kindOf = (given: CloudPoolKind | undefined): CloudPoolKind => {
  if (given === undefined) throw usageError(`--type must be one of ${KINDS.join(', ')}.`);
  return given;
};

const recordOf = ({ pool, free, reserved }: PoolDetails): Record<string, unknown> => ({
  id: pool.id,
  size: pool.size,
  base: pool.base,
  offset: pool.offset,
  available: free,
  reserved,
});

const poolCreate = defineCommand({
  name: 'pool-create',
  summary: 'Make the pool of bridges, or of MAC prefixes, that networks have theirs of',
  options: {
    type,
    size: count('--size <count>', 'how many values'),
    base: text(
      '--base <base>',
      'what they are counted from: prv is prv1 and on; aa:00:0 where nothing is said',
    ),
    offset,
  },
  async run({ service, options: { type: given, size, base, offset }, out }) {
    const kind = kindOf(given);
    if (size === undefined) throw usageError('--size must say how many values there are.');
    const from = base ?? (kind === 'mac-prefix' ? 'aa:00:0' : undefined);
    if (from === undefined) throw usageError('A pool of bridges needs --base.');
    const { id } = await createPool(service, { kind, base: from, size, offset: offset ?? 0 });
    out.show(recordOf(await findPool(service, kind, id)));
  },
});

const poolList = defineCommand({
  name: 'pool-list',
  summary: 'List the pools of bridges and MAC prefixes, and how full they are',
  options: { type },
  async run({ service, options: { type: kind }, out }) {
    const pools = await listPools(service, kind === undefined ? KINDS : [kind]);
    out.table(
      ['type', 'id', 'size', 'base', 'offset', 'available', 'reserved'],
      pools.map((each) => [each.pool.kind, ...Object.values(recordOf(each))]),
    );
  },
});

/** Values of a map that stand in one line. */
const WIDTHS: Readonly<Record<CloudPoolKind, number>> = { bridge: 64, 'mac-prefix': 80 };

const poolShow = defineCommand({
  name: 'pool-show',
  summary: 'Show a pool with its maps: a dot is free, an X is not',
  args: [argument('<pool>', 'number of the pool')],
  options: { type },
  async run({ service, args: [word], options: { type: given }, out }) {
    const kind = kindOf(given);
    const found = await findPool(service, kind, idOf(word, '', 'Pool'));
    const maps = await service.store.pools.maps(found.pool);
    const record = recordOf(found);
    out.show(
      Object.fromEntries(
        Object.keys(record)
          .sort()
          .map((key) => [key, record[key]]),
      ),
    );
    for (const [title, map] of [
      ['Available', maps.available],
      ['Reserved', maps.reserved],
    ] as const) {
      const drawn = map.replaceAll('1', '.').replaceAll('0', 'X');
      const lines = drawn.match(new RegExp(`.{1,${WIDTHS[kind]}}`, 'g')) ?? [];
      out.table(
        [title],
        lines.map((line) => [line]),
        title,
      );
    }
  },
});

const poolModify = defineCommand({
  name: 'pool-modify',
  summary: 'Make a pool larger or smaller, count it from another value, keep values back, or let them go',
  args: [argument('<pool>', 'number of the pool')],
  options: {
    type,
    base: text('--base <base>', 'what values are counted from; networks keep those that they have'),
    offset,
    size: count('--size <count>', 'how many values; those that go must be free'),
    addReserved: list('--add-reserved <values>', 'keep values back, with commas between'),
    removeReserved: list('--remove-reserved <values>', 'let them go again'),
  },
  async run({ service, args: [word], options, out }) {
    const kind = kindOf(options.type);
    const addReserved = options.addReserved.flatMap(wordsOf);
    const removeReserved = options.removeReserved.flatMap(wordsOf);
    const { base, size, offset: shown } = options;
    const changes = [base, size, shown].some((value) => value !== undefined);
    if (!changes && addReserved.length + removeReserved.length === 0) throw usageError('Say what to change.');
    const id = idOf(word, '', 'Pool');
    await modifyPool(service, kind, id, { base, size, offset: shown, addReserved, removeReserved });
    out.note(`Changed pool ${id}.`);
  },
});

const poolRemove = defineCommand({
  name: 'pool-remove',
  summary: 'Forget a pool of which nothing is in use',
  args: [argument('<pool>', 'number of the pool')],
  options: { type },
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [word], options, out, ask }) {
    const kind = kindOf(options.type);
    const id = idOf(word, '', 'Pool');
    await confirmOrStop(ask, `Are you sure you want to delete pool ${id}?`, 'Nothing was deleted.');
    await removePool(service, kind, id);
    out.note(`Deleted pool ${id}.`);
  },
});

const reconcile = defineCommand({
  name: 'reconcile-pools',
  summary: 'Compare pools with what networks and ports have of them; with --fix make the pools right',
  options: { fix: flag('--fix', 'make the pools right') },
  async run({ service, options: { fix }, out }) {
    const found = await reconcilePools(service, { fix });
    out.table(
      ['Pool', 'Type', 'Value', 'Is', 'Should be'],
      found.map(({ pool, kind, value, is }) => [
        pool,
        kind,
        value,
        is,
        is === 'available' ? 'unavailable' : 'available',
      ]),
    );
    out.note(
      found.length === 0 ? 'Every pool is right.' : fix ? 'Made right.' : 'Use --fix to make them right.',
    );
  },
});

export const poolCommands = [poolCreate, poolList, poolShow, poolModify, poolRemove, reconcile];
