import { IconInfoCircle } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { Flavor } from '../../api/flavors.ts';
import { Meter } from '../../parts/meter.tsx';
import type { Use } from '../../text/resources.ts';
import { memory } from '../../text/size-words.ts';
import { demandOf } from './choice.ts';
import css from './new-machine.module.css';

/** What these machines take, drawn into what is left. */
export function QuotaMeters({
  uses,
  flavor,
  count,
}: {
  uses: Use[];
  flavor: Flavor | undefined;
  count: number;
}) {
  const demand = demandOf(flavor, count);
  const concerned = uses.filter(({ name }) => demand.has(name));
  return (
    <>
      <div className="grid pad close">
        {concerned.length === 0 && <p className="sub">{say.takesUnknown}</p>}
        {concerned.map((use) => {
          const plus = demand.get(use.name) ?? 0;
          const last = Number.isFinite(use.total) && use.used + use.others + plus === use.total;
          return (
            <Meter
              key={use.name}
              label={use.label}
              used={use.used}
              others={use.others}
              plus={plus}
              total={use.total}
              format={use.format}
              {...(last ? { note: say.takesLast } : {})}
            />
          );
        })}
      </div>
      {flavor !== undefined && (
        <div className={`row top-row ${css.stopped}`}>
          <IconInfoCircle size={16} stroke={1.7} aria-hidden />
          <span>
            {say.whenStopped({ count, cpus: count * flavor.vcpus, memory: memory(count * flavor.ram) })}
          </span>
        </div>
      )}
    </>
  );
}
