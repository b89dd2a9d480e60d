import { z } from 'zod';
import { IdAndUri, InstanceDocument } from '#contract/ganeti';
import { InstanceConsole } from '#contract/instance-config';
import { InstanceStatistics, StatisticsQuery } from '#contract/statistics';
import type { Route } from '#platform/http/route';
import { instanceDocument } from '../domain/documents.ts';
import { readSerialLog } from '../disk/serial-log.ts';
import { machineFolder, type Vmhost } from '../domain/vmhost.ts';
import { error, fail } from '../errors.ts';
import { statisticsOf } from '../statistics/collector.ts';
import type { InstanceRecord } from '../store/records.ts';
import { CreateBody, ModifyBody, objectName, RemoveBody, TagsBody } from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';
import { submitInstanceJob } from './submit-job.ts';

const OS = 'snf-image+default';
const params = z.object({ name: objectName });
const tagQuery = z.object({ tag: z.union([z.string(), z.array(z.string())]).optional() });
const jobId = { 200: z.number().int() };

function requireInstance(vmhost: Vmhost, name: string): InstanceRecord {
  return vmhost.instances.get(name) ?? fail('not_found');
}

const list = route({
  method: 'GET',
  path: '/2/instances',
  access: account,
  summary: 'List machines',
  query: z.object({ bulk: z.string().optional() }),
  reply: { 200: z.array(z.union([InstanceDocument, IdAndUri])) },
  handle: ({ service: { vmhost }, query }) => {
    const instances = [...vmhost.instances.values()];
    if (query.bulk === '1') return { body: instances.map((instance) => instanceDocument(vmhost, instance)) };
    return { body: instances.map(({ name }) => ({ id: name, uri: `/2/instances/${name}` })) };
  },
});

const create = route({
  method: 'POST',
  path: '/2/instances',
  access: account,
  summary: 'Create a machine',
  body: CreateBody,
  reply: jobId,
  handle: ({ service, body }) => {
    const name = body.instance_name ?? body.name ?? '';
    if ((body.os_type ?? body.os) !== OS) throw error('os_unknown', { os: body.os_type ?? body.os ?? '' });
    const { memory, ...given } = body.beparams;
    const maxmem = given.maxmem ?? memory ?? 128;
    const secrets = { ...body.osparams_private, ...body.osparams_secret };
    return submitInstanceJob(
      service,
      'INSTANCE_CREATE',
      name,
      body,
      {
        instance_name: name,
        os_type: OS,
        osparams: body.osparams,
        disk_template: body.disk_template,
        disks: body.disks,
        nics: body.nics,
        beparams: {
          vcpus: given.vcpus ?? 1,
          maxmem,
          minmem: given.minmem ?? maxmem,
          auto_balance: given.auto_balance ?? true,
        },
        hvparams: body.hvparams,
        tags: body.tags,
        start: body.start,
        no_install: body.no_install,
        opportunistic_locking: body.opportunistic_locking ?? false,
      },
      secrets.config_url === undefined ? {} : { config_url: secrets.config_url },
    );
  },
});

const get = route({
  method: 'GET',
  path: '/2/instances/:name',
  access: account,
  summary: 'Show a machine',
  params,
  reply: { 200: InstanceDocument },
  handle: ({ service: { vmhost }, params: { name } }) => ({
    body: instanceDocument(vmhost, requireInstance(vmhost, name)),
  }),
});

const remove = route({
  method: 'DELETE',
  path: '/2/instances/:name',
  access: account,
  summary: 'Delete a machine',
  params,
  stream: true,
  reply: jobId,
  async handle({ service, params: { name }, request }) {
    const body = await optionalBody(request, RemoveBody);
    return submitInstanceJob(service, 'INSTANCE_REMOVE', name, body, {
      instance_name: name,
      shutdown_timeout: body.shutdown_timeout,
    });
  },
});

const modify = route({
  method: 'PUT',
  path: '/2/instances/:name/modify',
  access: account,
  summary: 'Change a machine',
  params,
  body: ModifyBody,
  reply: jobId,
  handle: ({ service, params: { name }, body }) => {
    const { beparams, hvparams, nics, disks, hotplug, os_name } = body;
    const values = {
      instance_name: name,
      beparams,
      hvparams,
      nics,
      disks,
      hotplug,
      ...(os_name === undefined ? {} : { os_name }),
    };
    return submitInstanceJob(service, 'INSTANCE_SET_PARAMS', name, body, values);
  },
});

const info = route({
  method: 'GET',
  path: '/2/instances/:name/info',
  access: account,
  summary: 'Describe a machine, as the result of a job',
  params,
  reply: jobId,
  handle: ({ service, params: { name } }) =>
    submitInstanceJob(service, 'INSTANCE_QUERY_DATA', name, {}, { instance_name: name }),
});

const console = route({
  method: 'GET',
  path: '/2/instances/:name/console',
  access: account,
  summary: 'Say where the screen of a machine is',
  params,
  reply: { 200: InstanceConsole },
  handle: ({ service: { vmhost }, params: { name } }) => {
    const machine = vmhost.machines.get(requireInstance(vmhost, name).uuid);
    if (machine === undefined) return fail('no_console');
    return {
      body: {
        instance: name,
        kind: 'vnc',
        host: null,
        port: null,
        display: null,
        socket_path: machine.screenPath(),
      },
    };
  },
});

/** An addition to Ganeti's API: what a machine wrote to its serial port, at most the last MiB. */
const serialLog = route({
  method: 'GET',
  path: '/2/instances/:name/serial-log',
  access: account,
  summary: 'Read what a machine wrote to its serial port',
  params,
  reply: { 200: null },
  handle: async ({ service: { vmhost }, params: { name } }) => {
    const text = await readSerialLog(machineFolder(vmhost, requireInstance(vmhost, name)));
    return {
      headers: { 'content-type': 'text/plain; charset=ISO-8859-1' },
      body: Buffer.from(text, 'latin1'),
    };
  },
});

/** An addition to Ganeti's API: how busy a machine was, as averages over a stretch of time up to now. */
const statistics = route({
  method: 'GET',
  path: '/2/instances/:name/statistics',
  access: account,
  summary: 'Tell what was measured of a machine',
  params,
  query: StatisticsQuery,
  reply: { 200: InstanceStatistics },
  handle: async ({ service: { vmhost }, params: { name }, query: { period } }) => ({
    body: await statisticsOf(vmhost, requireInstance(vmhost, name), period),
  }),
});

function tagsOf(query: z.infer<typeof tagQuery>): string[] {
  return [query.tag ?? []].flat().filter((tag) => /^[\w.+*/:@-]{1,128}$/.test(tag));
}

const tagRoutes = (['GET', 'PUT', 'DELETE'] as const).map((method) =>
  route({
    method,
    path: '/2/instances/:name/tags',
    access: account,
    summary: method === 'GET' ? 'List tags of a machine' : 'Change tags of a machine',
    params,
    query: tagQuery,
    stream: true,
    reply: { 200: z.union([z.array(z.string()), z.number().int()]) },
    async handle({ service, params: { name }, query, request }) {
      if (method === 'GET') return { body: requireInstance(service.vmhost, name).tags };
      const body = await optionalBody(request, TagsBody);
      const values = { kind: 'instance', name, tags: tagsOf(query), dry_run: false };
      return submitInstanceJob(service, method === 'PUT' ? 'TAGS_SET' : 'TAGS_DEL', name, body, values);
    },
  }),
);

export const instanceRoutes: Route<RapiService>[] = [
  list,
  create,
  get,
  remove,
  modify,
  info,
  console,
  serialLog,
  statistics,
  ...tagRoutes,
];
