import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { afterNews, type JobNews } from './job-news.ts';
import { type Action, operationOf, refusalOf } from './operations/table.ts';
import { chargeOf, difference, OPER_STATES, type ServerState, statusOf } from './states.ts';

const fresh: ServerState = {
  operstate: 'BUILD',
  deleted: false,
  suspended: false,
  rescue: false,
  trouble: null,
  task: 'BUILD',
  stateJob: 0n,
  reported: null,
};

/** What the jobs of a server really did, in their own order: each with all its statuses. */
const history = fc
  .array(
    fc.record({
      action: fc.constantFrom<Action>('START', 'STOP', 'REBOOT', 'DESTROY'),
      end: fc.constantFrom('success', 'error', 'canceled'),
    }),
    { maxLength: 6 },
  )
  .chain((jobs) => {
    const all = [{ action: 'BUILD' as Action, end: 'success' }, ...jobs];
    const removed = all.findIndex(({ action, end }) => action === 'DESTROY' && end === 'success');
    const lived = removed === -1 ? all : all.slice(0, removed + 1);
    const news = lived.flatMap(({ action, end }, index) =>
      ['queued', 'waiting', 'running', end].map((status): JobNews => ({
        job: BigInt(10 + index),
        opcode: operationOf(action).opcode,
        status,
        instanceGone: action === 'DESTROY' && status === 'success',
      })),
    );
    const order = fc.shuffledSubarray([...news, ...news, ...news], { minLength: news.length * 3 });
    return fc.record({ inOrder: fc.constant(news), shuffled: order });
  });

const final = (news: readonly JobNews[]): unknown => {
  const { operstate, deleted, stateJob } = news.reduce(afterNews, fresh);
  return { operstate, deleted, stateJob };
};

test('R-D1 any order and repetition of the news of a server ends in the state that the order of the jobs gives', () => {
  fc.assert(
    fc.property(history, ({ inOrder, shuffled }) => {
      assert.deepEqual(final(shuffled), final(inOrder));
    }),
    { numRuns: 1000 },
  );
});

test('a failed or canceled job changes the state of a server only when it was its creation', () => {
  const running = { ...fresh, operstate: 'STARTED' as const, task: null, stateJob: 5n };
  for (const action of ['START', 'STOP', 'REBOOT', 'DESTROY'] as const) {
    for (const status of ['error', 'canceled']) {
      const news = { job: 9n, opcode: operationOf(action).opcode, status, instanceGone: false };
      assert.equal(afterNews(running, news).operstate, 'STARTED', `${action} ${status}`);
    }
  }
  const failed = { job: 9n, opcode: 'OP_INSTANCE_CREATE', status: 'error', instanceGone: false };
  assert.equal(afterNews(fresh, failed).operstate, 'ERROR');
});

test('T-D2 a removal whose instance is still there removes nothing', () => {
  const news = { job: 9n, opcode: 'OP_INSTANCE_REMOVE', status: 'success', instanceGone: false };
  assert.equal(afterNews(fresh, news).deleted, false);
  assert.equal(afterNews(fresh, { ...news, status: 'error', instanceGone: true }).deleted, true);
});

test('opcodes that change no state, known or not, change none', () => {
  for (const opcode of ['OP_INSTANCE_MIGRATE', 'OP_INSTANCE_SET_PARAMS', 'OP_TAGS_SET', 'OP_NONSENSE']) {
    assert.equal(
      afterNews(fresh, { job: 9n, opcode, status: 'success', instanceGone: false }).operstate,
      'BUILD',
    );
  }
});

test('a server shows REBOOT from the acceptance of a reboot to the end of its job, and only while it runs', () => {
  const running = { ...fresh, operstate: 'STARTED' as const, task: null, stateJob: 5n };
  const reboot = (status: string) =>
    afterNews(running, { job: 9n, opcode: 'OP_INSTANCE_REBOOT', status, instanceGone: false });
  assert.deepEqual(
    ['queued', 'running', 'success', 'error'].map((status) => statusOf(reboot(status))),
    ['REBOOT', 'REBOOT', 'ACTIVE', 'ACTIVE'],
  );
  assert.equal(statusOf({ ...running, task: 'REBOOT' }), 'REBOOT');
  assert.equal(statusOf({ ...running, operstate: 'STOPPED', task: 'REBOOT' }), 'STOPPED');
});

test('while a task is set nothing but destroying may begin, and a suspended or deleted server refuses all', () => {
  for (const operstate of OPER_STATES) {
    const state = { ...fresh, operstate, task: 'START', deleted: operstate === 'DESTROYED' };
    for (const action of ['START', 'STOP', 'REBOOT'] as const)
      assert.notEqual(refusalOf(action, state), undefined);
    assert.equal(
      refusalOf('DESTROY', { ...state, suspended: true }),
      state.deleted ? 'server_deleted' : 'server_suspended',
    );
  }
  assert.equal(refusalOf('DESTROY', { ...fresh, task: 'START' }), undefined);
});

test('the charge of any path of states is the charge of its last state', () => {
  const size = { cpu: 2, ramMib: 1024, diskGib: 10 };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...OPER_STATES), { minLength: 1 }), (path) => {
      let charged: ReadonlyMap<string, bigint> = new Map();
      for (const state of path) {
        const delta = difference(chargeOf(state, size), charged);
        const sum = new Map(charged);
        for (const [resource, amount] of delta) sum.set(resource, (sum.get(resource) ?? 0n) + amount);
        charged = new Map([...sum].filter(([, amount]) => amount !== 0n));
      }
      assert.deepEqual(difference(chargeOf(path.at(-1)!, size), charged), new Map());
    }),
  );
});
