import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INFINITE } from '#contract/infinite';
import { writeShortages } from '#contract/shortages';
import { problemsOf } from './problems.ts';
import { wantedOf } from './wanted.ts';
import { asMuchAs, withMore } from './with-more.ts';
import { amountOf, NOTHING, type ProjectWishes, unitOf } from './wishes.ts';

const GIB = 2n ** 30n;
const TODAY = Date.parse('2026-11-30T12:00:00Z');

const atlas: ProjectWishes = {
  ...NOTHING,
  name: 'atlas.lab.example.org',
  description: 'Genomes',
  end: '2027-06-30',
  limits: { ...NOTHING.limits, 'cyclades.vm': { project: '20', member: '2' } },
};

test('an amount is typed in GiB or as a number, with a point or a comma, or is no limit', () => {
  const disk = unitOf('cyclades.disk');
  assert.equal(amountOf('1,5', disk), (3n * GIB) / 2n);
  assert.equal(amountOf('', disk), 0n);
  assert.equal(amountOf('unlimited', disk), INFINITE);
  assert.equal(amountOf('1.5', 1), undefined);
  assert.equal(amountOf('-1', disk), undefined);
  assert.equal(amountOf('many', 1), undefined);
});

test('a new project asks for all, a change only for what is to change', () => {
  const wanted = wantedOf(atlas);
  assert.deepEqual(wanted.resources, { 'cyclades.vm': { project_capacity: 20n, member_capacity: 2n } });
  assert.equal(wanted.max_members, INFINITE);
  assert.equal(wanted.join_policy, 'moderated');
  assert.match(wanted.end_date ?? '', /^2027-0[67]-\d\dT\d\d:\d\d:59\.000Z$/);
  assert.deepEqual(wantedOf({ ...atlas, members: '30', comments: 'more of us' }, atlas), {
    max_members: 30n,
    comments: 'more of us',
  });
});

test('what is wrong with an application is said at its field', () => {
  assert.deepEqual(problemsOf(atlas, TODAY), {});
  const wrong = problemsOf(
    {
      ...atlas,
      name: 'atlas',
      end: '2026-01-01',
      members: 'few',
      limits: { ...atlas.limits, 'cyclades.vm': { project: '2', member: '20' } },
    },
    TODAY,
  );
  assert.deepEqual(Object.keys(wrong), ['name', 'limits.cyclades.vm', 'end', 'members']);
  assert.ok(problemsOf({ ...atlas, start: '2027-07-01' }, TODAY).end);
  assert.ok(problemsOf({ ...atlas, limits: NOTHING.limits }, TODAY).limits);
});

test('a change says why it is asked for, and that there is one', () => {
  assert.deepEqual(Object.keys(problemsOf(atlas, TODAY, { ...atlas })).toSorted(), ['comments', 'name']);
  assert.deepEqual(problemsOf({ ...atlas, members: '9', comments: 'few' }, TODAY, { ...atlas }), {});
});

test('a request is filled with what each limit lacked, to the byte; a member’s limit takes the project’s with it', () => {
  const disk = { resource: 'cyclades.disk', project: 'p', limit: 10n * GIB, used: 9n * GIB, reserved: 1n };
  const shortages = writeShortages([
    { resource: 'cyclades.vm', project: 'p', of: 'member', limit: 2n, used: 2n, reserved: 0n, asked: 19n },
    { ...disk, of: 'project', asked: GIB },
    { ...disk, resource: 'cyclades.disk2', of: 'project', asked: GIB },
  ]);
  const now = { ...atlas, limits: { ...atlas.limits, 'cyclades.disk': { project: '10', member: '1' } } };
  const { limits } = withMore(now, shortages);
  assert.deepEqual(limits['cyclades.vm'], { project: '21', member: '21' });
  assert.equal(amountOf(limits['cyclades.disk']?.project ?? '', unitOf('cyclades.disk')), 10n * GIB + 1n);
  assert.equal(limits['cyclades.disk']?.member, '1');
  assert.deepEqual(asMuchAs(NOTHING, shortages).limits['cyclades.disk'], { project: '1', member: '1' });
});
