import { AdministeredBackendsReply, COMPUTE_ADMINISTRATION_PREFIX } from '#contract/compute-administration';
import { wireTime } from '../protocol.ts';
import { administrator, route } from '../route.ts';

const listBackends = route({
  method: 'GET',
  path: `${COMPUTE_ADMINISTRATION_PREFIX}/backends`,
  access: administrator,
  summary: 'Back ends of the cloud and how full each is',
  reply: { 200: AdministeredBackendsReply },
  async handle({ service: { store } }) {
    const [rows, counts] = await Promise.all([
      store.backends.all(),
      store.administeredServers.countsByBackend(),
    ]);
    const backends = rows.map((row) => ({
      id: row.id,
      clustername: row.clustername,
      hypervisor: row.hypervisor,
      drained: row.drained,
      offline: row.offline,
      public: row.public,
      disk_templates: row.diskTemplates,
      memory: { total: row.mtotal, free: row.mfree },
      disk: { total: row.dtotal, free: row.dfree },
      processors: row.ctotal,
      servers: counts.get(row.id) ?? 0,
      asked: wireTime(row.figuresAt),
    }));
    return { body: { backends } };
  },
});

export const administeredBackendRoutes = [listBackends];
