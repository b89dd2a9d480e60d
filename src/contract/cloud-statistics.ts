import { z } from 'zod';

/* Statistics of the whole cloud (spec/compute-api 5.4). */

const counts = z.record(z.string(), z.number().int());

/** `GET /admin/stats`: what everybody may know. */
export const PublicCounts = z.object({
  servers: z.record(
    z.string(),
    z.object({ count: z.number().int(), cpu: z.number().int(), ram: z.number(), disk: z.number() }),
  ),
  networks: z.record(z.string(), z.object({ count: z.number().int() })),
});
export type PublicCounts = z.infer<typeof PublicCounts>;

/** `GET /admin/stats/simple`. */
export const SimpleCounts = z.object({
  spawned_servers: z.number().int(),
  active_servers: z.number().int(),
  spawned_networks: z.number().int(),
});
export type SimpleCounts = z.infer<typeof SimpleCounts>;

const node = z.object({
  mtotal: z.number(),
  mfree: z.number(),
  dtotal: z.number(),
  dfree: z.number(),
  ctotal: z.number(),
  pinst_cnt: z.number(),
  drained: z.boolean(),
  offline: z.boolean(),
});

/** `GET /admin/stats/detail`, and `stats-cyclades`. A part that was not asked for is not there. */
export const CloudStatistics = z.object({
  datetime: z.string(),
  clusters: z
    .record(
      z.string(),
      z.object({
        drained: z.boolean(),
        offline: z.boolean(),
        hypervisor: z.string(),
        disk_templates: z.array(z.string()),
        virtual_servers: z.number().int(),
        virtual_cpu: z.number().int(),
        virtual_ram: z.number(),
        virtual_disk: z.number(),
        /** Empty where its cluster does not answer, and where nobody asked for it. */
        nodes: z.record(z.string(), node),
      }),
    )
    .optional(),
  servers: z
    .record(
      z.string(),
      z.object({ count: z.number().int(), cpu: counts, ram: counts, disk: z.record(z.string(), counts) }),
    )
    .optional(),
  ip_pools: z
    .record(
      z.string(),
      z.object({ count: z.number().int(), total: z.number().int(), free: z.number().int() }),
    )
    .optional(),
  networks: z.record(z.string(), z.object({ active: z.number().int(), error: z.number().int() })).optional(),
  images: counts.optional(),
});
export type CloudStatistics = z.infer<typeof CloudStatistics>;
