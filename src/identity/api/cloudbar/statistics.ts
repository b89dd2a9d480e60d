import { z } from 'zod';
import { PeopleReply, StatisticsReply } from '#contract/identity';
import { anyone } from '#platform/http/route';
import { countPeople, readStatistics } from '../../domain/statistics.ts';
import { user } from '../access.ts';
import { callback, jsonpAnswer } from '#platform/http/jsonp';
import { route } from '../route.ts';

const PATH = '/astakos/admin/stats';

const people = route({
  method: 'GET',
  path: PATH,
  access: anyone,
  summary: 'How many accounts the cloud has',
  query: z.object({ callback }),
  reply: { 200: { content: { 'application/json': PeopleReply, 'application/javascript': z.string() } } },
  async handle({ service, query }) {
    const { total, active } = await countPeople(service);
    return jsonpAnswer({ users: { total, active } }, query.callback);
  },
});

const details = route({
  method: 'GET',
  path: `${PATH}/detail`,
  access: user,
  summary: 'Accounts and resources in numbers, for the groups that the settings name',
  reply: { 200: StatisticsReply },
  async handle({ service, caller }) {
    const { all, providers, resources } = await readStatistics(service, caller.roles);
    const counts = providers.map(({ provider, ...own }) => [provider, own] as const);
    return {
      body: {
        datetime: clockText(service.clock.now()),
        providers: providers.map(({ provider }) => provider),
        users: { all, ...Object.fromEntries(counts) },
        resources: Object.fromEntries(
          [...resources].map(([provider, own]) => [provider, Object.fromEntries(own)]),
        ),
      },
    };
  },
});

/** As C writes it: `Wed Apr 11 17:04:43 2018`; times here are UTC. */
function clockText(time: Date): string {
  const [day = '', date = '', month = '', year = '', clock = ''] = time
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${day} ${month} ${date.replace(/^0/, ' ')} ${clock} ${year}`;
}

export const statisticsRoutes = [people, details];
