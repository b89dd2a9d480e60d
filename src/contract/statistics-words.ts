/** Stretches of time that statistics of a machine are told for, up to now. */
export const STATISTICS_PERIODS = ['hour', 'day', 'month', 'year'] as const;
export type StatisticsPeriod = (typeof STATISTICS_PERIODS)[number];
