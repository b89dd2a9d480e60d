import { argument, flag } from '#platform/commands/options';
import { instanceName, portName } from '../../domain/names.ts';
import { ClusterFailure } from '../../ganeti/cluster.ts';
import { defineCommand } from '../command.ts';
import { showJobs, showNics } from '../servers/machine-tables.ts';
import { portOf, showPort } from './show-port.ts';

export const portInspect = defineCommand({
  name: 'port-inspect',
  summary: 'Show what is known of a port here, and what the back end of its server says of the card',
  args: [argument('<port>', 'number, or name in the back end')],
  options: {
    jobs: flag('--jobs', 'also the jobs of the back end that are about its server'),
    displayMails: flag('--display-mails', "also its owner's e-mail address"),
  },
  async run({ args: [word], options: { jobs, displayMails }, ...run }) {
    const {
      service: { store, settings, clusterOf },
      out,
    } = run;
    const port = await portOf(run.service, word);
    await showPort(run, port, { displayMails });
    const server = port.serverId === null ? undefined : await store.servers.find(port.serverId);
    if (server === undefined) return out.note('It waits for a server: no back end has it.');
    const backend = await store.backends.find(server.backendId);
    if (backend === undefined) return out.note('The back end of its server is no more.');
    const name = instanceName(settings.BACKEND_PREFIX_ID, server.id);
    try {
      const cluster = clusterOf(backend);
      const instance = await cluster.instance(name);
      if (instance === undefined) out.note(`${backend.clustername} has no machine ${name}.`);
      else showNics(run, instance, portName(settings.BACKEND_PREFIX_ID, port.id));
      if (jobs) showJobs(run, await cluster.jobs(), name);
    } catch (error) {
      if (!(error instanceof ClusterFailure)) throw error;
      out.note(`${backend.clustername} cannot be asked: ${error.message}`);
    }
  },
});
