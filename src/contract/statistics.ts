import { z } from 'zod';
import { STATISTICS_PERIODS } from './statistics-words.ts';

export const StatisticsQuery = z.object({ period: z.enum(STATISTICS_PERIODS).default('day') });

/** No period has more points. */
const MAX_POINTS = 400;
/** Null where nothing is known of a stretch: the machine was off, or it could not be measured. */
const series = z.array(z.number().nullable()).max(MAX_POINTS);

/**
 * `GET /2/instances/<name>/statistics`, an addition of the embedded manager to Ganeti's API. Point n of each list is the average from
 * `start + n * step` on, in seconds since 1970.
 */
export const InstanceStatistics = z.object({
  period: z.enum(STATISTICS_PERIODS),
  step: z.number().int().positive(),
  start: z.number().int().nonnegative(),
  /** Part of all its processors, from 0 to 1. */
  cpu: series,
  /** Bytes that the host holds for it. */
  memory: series,
  /** Bytes a second. */
  disk_read: series,
  disk_written: series,
  network_received: series,
  network_sent: series,
});
export type InstanceStatistics = z.infer<typeof InstanceStatistics>;

/** `GET /servers/<id>/statistics`; `kept` says whether the back end measures its machines at all. */
export const StatisticsReply = z.object({
  statistics: z.discriminatedUnion('kept', [
    InstanceStatistics.extend({ kept: z.literal(true) }),
    z.object({ kept: z.literal(false), period: z.enum(STATISTICS_PERIODS) }),
  ]),
});
export type StatisticsReply = z.infer<typeof StatisticsReply>;

/** `GET /servers/<id>/stats`: addresses of pictures, good for one hour (spec/compute-api 5.4). */
export const GraphsReply = z.object({
  stats: z.object({
    serverRef: z.number().int(),
    /** Seconds after which a picture is worth being read again. */
    refresh: z.number().int(),
    cpuBar: z.string(),
    cpuTimeSeries: z.string(),
    netBar: z.string(),
    netTimeSeries: z.string(),
  }),
});
export type GraphsReply = z.infer<typeof GraphsReply>;
