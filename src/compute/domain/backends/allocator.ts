import type { BackendRow } from '../../store/backends/backends.ts';

/** What a new server asks of a back end. */
export interface Room {
  cpu: number;
  ramMib: number;
  diskMib: number;
  template: string;
}

/** Every machine counts as four processors, and at most three of them may share a real one (spec/compute-backend 4.1). */
const VCPUS_PER_MACHINE = 4;
const VCPUS_PER_CPU = 3;

type Figures = Pick<
  BackendRow,
  'clustername' | 'diskTemplates' | 'mfree' | 'mtotal' | 'dfree' | 'dtotal' | 'pinstCnt' | 'ctotal'
>;

/**
 * The back end for a new server: of those that offer the template and have room, the least loaded; the first by name on a
 * tie. When none seems to have room all are tried, because the figures are pessimistic. Undefined when none offers it.
 */
export function chooseBackend<B extends Figures>(backends: readonly B[], room: Room): B | undefined {
  const offering = backends.filter(({ diskTemplates }) => diskTemplates.includes(room.template));
  const fitting = offering.filter((backend) => fits(backend, room));
  const candidates = fitting.length > 0 ? fitting : offering;
  return candidates
    .toSorted((a, b) => scoreOf(a) - scoreOf(b) || (a.clustername < b.clustername ? -1 : 1))
    .at(0);
}

function fits(backend: Figures, room: Room): boolean {
  if (backend.ctotal === 0) return false;
  const load = ((backend.pinstCnt + 1) * VCPUS_PER_MACHINE) / backend.ctotal;
  return backend.dfree > room.diskMib && backend.mfree > room.ramMib && load < VCPUS_PER_CPU;
}

/** Half the processors, half memory and disk; smaller is better. */
export function scoreOf(backend: Figures): number {
  const memory = backend.mtotal === 0 ? 0 : 1 - backend.mfree / backend.mtotal;
  const disk = backend.dtotal === 0 ? 0 : 1 - backend.dfree / backend.dtotal;
  const cpu =
    backend.ctotal === 0
      ? 1
      : ((backend.pinstCnt + 1) * VCPUS_PER_MACHINE) / (backend.ctotal * VCPUS_PER_CPU);
  return 0.5 * cpu + 0.5 * (memory + disk);
}

/** The template's own name: what stands before the provider in `ext_archipelago`. */
export function templateOf(diskTemplate: string): { template: string; provider: string | undefined } {
  const at = diskTemplate.indexOf('_');
  return at === -1
    ? { template: diskTemplate, provider: undefined }
    : { template: diskTemplate.slice(0, at), provider: diskTemplate.slice(at + 1) };
}
