import type { BackendRow } from '../../store/backends/backends.ts';

/** What a back end says it has, in MiB, machines and processors. */
export const FIGURE_TITLES = ['mfree', 'mtotal', 'dfree', 'dtotal', 'pinst_cnt', 'ctotal'];

export function figuresRow(backend: BackendRow): number[] {
  const { mfree, mtotal, dfree, dtotal, pinstCnt, ctotal } = backend;
  return [mfree, mtotal, dfree, dtotal, pinstCnt, ctotal];
}
