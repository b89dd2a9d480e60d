import { RAPI_USER } from '#contract/ganeti';
import { buildApp } from '#platform/http/app';
import { diskTrouble } from '#platform/disk-space';
import type { RoleDefinition, RunningRole } from '#platform/service/role';
import { rapiProtocol } from './api/protocol.ts';
import { routes } from './api/routes.ts';
import { Supervisor } from './jobs/supervisor.ts';
import { openVmhost } from './open-vmhost.ts';
import { StatisticsCollector } from './statistics/collector.ts';
import { surveyHost } from './survey.ts';

/** The embedded hypervisor manager: Ganeti's remote API for this one machine, and QEMU behind it. */
export const vmhostRole: RoleDefinition = {
  name: 'vmhost',
  survey: surveyHost,
  async start(context): Promise<RunningRole> {
    const { vmhost, queue, relay } = await openVmhost(context);
    const supervisor = new Supervisor(vmhost);
    await supervisor.adoptAll();
    await queue.resume();
    supervisor.start();
    vmhost.fabric.start();
    const statistics = new StatisticsCollector(vmhost);
    statistics.start();
    const app = buildApp({
      name: 'vmhost',
      service: { vmhost, queue, account: { user: RAPI_USER, password: context.secrets.at('rapi.password') } },
      routes,
      protocol: rapiProtocol,
      log: context.log,
      metrics: context.metrics.http,
      ...(context.checkReplies === undefined ? {} : { checkReplies: context.checkReplies }),
    });
    return {
      app,
      ready: async () => {
        await vmhost.launcher.ready();
        await app.ready();
        await vmhost.hypervisor.state();
      },
      trouble: async () => diskTrouble(context.disk),
      stop: async () => {
        await vmhost.hypervisor.stop();
        await Promise.all([supervisor.stop(), statistics.stop()]);
        await queue.stop();
        // They stay wanted: the next manager starts them again.
        const patience = { timeoutMs: vmhost.settings.VMHOST_STOP_SECONDS * 1000 };
        await Promise.all([...vmhost.machines.values()].map((machine) => machine.powerOff(patience)));
        await vmhost.fabric.stop();
        await relay.stop();
        await app.close();
      },
    };
  },
};
