import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { OBJECT_LIVE_PATH } from '#contract/live-paths';
import { LiveChanges, type LiveTopic, LiveVersion } from '#contract/live';
import { until } from '#kit/until';
import { openLiveStreams } from '#object/service';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

interface LiveEvent {
  id: string;
  event: string;
  topics: LiveTopic[];
}

/** A stream as a browser reads it. */
interface Listening {
  status: number;
  events: LiveEvent[];
  ended: Promise<void>;
  close(): void;
}

describe('live topics', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let address: string;
  let alice: Caller;
  before(async () => {
    object = await startObject(end);
    address = await object.listen();
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/box');
    await alice('PUT', '/private');
  });

  async function listen(token: string, seen?: string): Promise<Listening> {
    const closing = new AbortController();
    const reply = await fetch(address + OBJECT_LIVE_PATH, {
      headers: {
        'x-auth-token': token,
        accept: 'text/event-stream',
        ...(seen === undefined ? {} : { 'last-event-id': seen }),
      },
      signal: closing.signal,
    });
    const events: LiveEvent[] = [];
    const read = async (): Promise<void> => {
      let text = '';
      for await (const piece of reply.body ?? []) {
        text += Buffer.from(piece).toString();
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
          if (field('event') === '') continue;
          const data: unknown = JSON.parse(field('data'));
          const topics = field('event') === 'changed' ? LiveChanges.parse(data).topics : [];
          events.push({ id: field('id'), event: field('event'), topics });
        }
      }
    };
    const ended =
      reply.status === 200 ? read().catch(() => undefined) : Promise.resolve(reply.body?.cancel());
    if (reply.status === 200) await until(() => events.length > 0);
    const listening = { status: reply.status, events, ended, close: () => closing.abort() };
    end.after(() => listening.close());
    return listening;
  }

  const heard = ({ events }: Listening): string[] =>
    events.flatMap(({ event, topics }) =>
      event === 'changed'
        ? topics.map(({ topic, container }) => (container === undefined ? topic : `${topic} ${container}`))
        : [event],
    );
  const gone = (): Promise<void> => until(() => object.api.live.open === 0);

  test('T-W8 a person hears that something changed in his own containers and in those where something is shared with him, of no other', async () => {
    await alice('PUT', '/box/mine', { body: 'x' });
    const [own, other] = [await listen('alice-token'), await listen('bob-token')];
    assert.deepEqual([heard(own), heard(other)], [['ready'], ['ready']]);
    await alice('PUT', '/box/mine', { body: 'y' });
    await until(() => heard(own).includes('object box'));
    assert.deepEqual(heard(other), ['ready']);
    assert.deepEqual(own.events[1]?.topics, [{ topic: 'object', account: ALICE, container: 'box' }]);

    await alice('POST', '/box/mine?update', { headers: { 'x-object-sharing': `read=${BOB}` } });
    await until(() => heard(other).includes('shared') && heard(other).includes('object box'));
    const before = heard(other).length;
    await alice('PUT', '/private/x', { body: 'y' });
    await alice('PUT', '/box/mine', { body: 'z' });
    await until(() => heard(other).length > before);
    assert.ok(!heard(other).some((what) => what.includes('private')), heard(other).join());

    await alice('POST', '/box/mine?update', { headers: { 'x-object-sharing': '' } });
    await until(
      () =>
        heard(other).at(-1) === 'shared' ||
        heard(other)
          .slice(before + 1)
          .includes('shared'),
    );
    const last = heard(other).length;
    await alice('PUT', '/box/mine', { body: 'nobody hears this' });
    await until(() => heard(own).filter((what) => what === 'object box').length >= 3);
    await object.api.live.look();
    assert.equal(heard(other).length, last);
    own.close();
    other.close();
    await gone();
  });

  test('every kind of change is heard: containers, policies, sharing, deletion, groups', async () => {
    const own = await listen('alice-token');
    const hears = async (what: string, change: () => Promise<unknown>): Promise<void> => {
      const before = own.events.length;
      await change();
      await until(() => heard({ ...own, events: own.events.slice(before) }).includes(what));
    };
    await hears('container', () => alice('PUT', '/made'));
    await hears('object made', () => alice('PUT', '/made/a', { body: 'a' }));
    await hears('object made', () =>
      alice('POST', '/made', { headers: { 'x-container-policy-quota': '9' } }),
    );
    await hears('object made', () =>
      alice('POST', '/made/a?update', { headers: { 'x-object-sharing': 'read=*' } }),
    );
    await hears('object made', () => alice('DELETE', '/made/a'));
    await hears('object made', () => alice('DELETE', '/made/a?until=9999999999'));
    await hears('container', () => alice('DELETE', '/made'));
    await hears('account', () => alice('POST', '', { headers: { 'x-account-group-friends': BOB } }));
    own.close();
    await gone();
  });

  test('a reader who comes back goes on where he was when nothing happened meanwhile, on any process, and else reads all again', async () => {
    const first = await listen('alice-token');
    const seen = first.events[0]?.id ?? '';
    first.close();
    await gone();
    const again = await listen('alice-token', seen);
    assert.deepEqual(heard(again), ['ready']);
    again.close();
    await gone();
    const elsewhere = openLiveStreams(object.storage);
    const stream = await elsewhere.listen({ user: ALICE, credential: 'c' }, seen);
    stream.read();
    assert.match(String(stream.read()), /event: ready/);
    elsewhere.stop();
    const { version } = LiveVersion.parse((await alice('GET', `/${OBJECT_LIVE_PATH}`)).json);
    assert.equal(version, seen);
    await alice('PUT', '/box/meanwhile', { body: 'x' });
    assert.deepEqual(heard(await listen('alice-token', seen)), ['reload']);
    assert.notEqual(LiveVersion.parse((await alice('GET', `/${OBJECT_LIVE_PATH}`)).json).version, seen);
  });

  test('T-I7 a stream ends with the session that opened it', async () => {
    object.identity.addPerson(BOB, 'short-token', 10n);
    const [lasting, short] = [await listen('bob-token'), await listen('short-token')];
    object.identity.people.delete('short-token');
    await object.api.live.watch();
    await short.ended;
    assert.equal(heard(short).at(-1), 'end');
    assert.deepEqual(heard(lasting), ['ready']);
    lasting.close();
  });

  test('one person keeps so many streams open and no more; a reader who does not read is cut off', async () => {
    const credential = createHash('sha256').update('bob-token').digest('base64url');
    const small = openLiveStreams(object.storage);
    const streams = await Promise.all(
      Array.from({ length: 8 }, () => small.listen({ user: BOB, credential }, undefined)),
    );
    await assert.rejects(small.listen({ user: BOB, credential }, undefined), {
      code: 'too_many_streams',
    });
    streams[0]?.destroy();
    await until(() => small.open === 7);
    const unread = await small.listen({ user: BOB, credential }, undefined);
    while (!unread.destroyed) await small.watch();
    small.stop();
    assert.equal(
      (await fetch(address + OBJECT_LIVE_PATH, { headers: { accept: 'text/event-stream' } })).status,
      401,
    );
  });
});
