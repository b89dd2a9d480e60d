import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { IconChartLine } from '@tabler/icons-react';
import { say } from '#text/graphs';
import { number } from '#text/language';
import type { InstanceStatistics } from '#contract/statistics';
import { STATISTICS_PERIODS } from '#contract/statistics-words';
import { statisticsQuery } from '../../live/machine.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { bytes, exactTime } from '../../text/format.ts';
import { HEIGHT, lastAndMost, lineOf, type Values, WIDTH } from './graph-lines.ts';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** How busy the machine was: processors, memory, disks and network. */
export function MachineGraphs() {
  const { machine } = useThisMachine();
  const { period = 'day' } = useSearch({ from: '/inside/machines/$id/graphs' });
  const params = { id: String(machine.id) };
  return (
    <section aria-label={say.title}>
      <Tabs
        label={say.period}
        tabs={STATISTICS_PERIODS.map((each) => ({
          to: '/machines/$id/graphs',
          params,
          search: { period: each },
          label: say[each],
          on: each === period,
        }))}
      />
      <Loaded of={useQuery(statisticsQuery(machine.id, period))} failed={{ title: say.notLoaded }} card>
        {(found) =>
          found.kept ? (
            <Graphs statistics={found} />
          ) : (
            <div className="card">
              <Empty icon={IconChartLine} title={say.notKept}>
                {say.notKeptMeans}
              </Empty>
            </div>
          )
        }
      </Loaded>
    </section>
  );
}

const percent = (part: number): string => `${number(Math.round(part * 1000) / 10)}%`;
const perSecond = (count: number): string => say.perSecond({ size: bytes(count) });
const megabits = (count: number): string =>
  say.megabits({ value: number(Number(((count * 8) / 1e6).toPrecision(3))) });

function Graphs({ statistics }: { statistics: InstanceStatistics }) {
  const { flavor } = useThisMachine();
  const memory = flavor === undefined ? 0 : flavor.ram * 1024 * 1024;
  const { cpu, memory: held, start, step } = statistics;
  const from = exactTime(new Date(start * 1000).toISOString());
  const until = exactTime(new Date((start + step * cpu.length) * 1000).toISOString());
  const time = { from, until };
  return (
    <div className={`grid ${css.graphs}`}>
      <Graph title={say.cpu} lines={[[say.used, cpu]]} format={percent} atLeast={1} time={time} />
      <Graph title={say.memory} lines={[[say.held, held]]} format={bytes} atLeast={memory} time={time} />
      <Graph
        title={say.disk}
        lines={[
          [say.read, statistics.disk_read],
          [say.written, statistics.disk_written],
        ]}
        format={perSecond}
        time={time}
      />
      <Graph
        title={say.network}
        lines={[
          [say.received, statistics.network_received],
          [say.sent, statistics.network_sent],
        ]}
        format={megabits}
        time={time}
      />
    </div>
  );
}

interface GraphProps {
  title: string;
  lines: [name: string, values: Values][];
  format: (value: number) => string;
  /** The upper edge is never lower. */
  atLeast?: number;
  time: { from: string; until: string };
}

/** One or two values over time; what is drawn stands in words below. */
function Graph({ title, lines, format, atLeast = 1, time }: GraphProps) {
  const known = lines.filter(([, values]) => values.some((value) => value !== null));
  const top = Math.max(atLeast, ...known.map(([, values]) => lastAndMost(values).most));
  const words = known.map(([name, values]) => {
    const { last, most } = lastAndMost(values);
    return say.words({ name, now: last === null ? '–' : format(last), most: format(most) });
  });
  return (
    <section className="card pad">
      <div className="row">
        <h2 className="h2">{title}</h2>
        {known.length > 0 && <span className="sub num push">{format(top)}</span>}
      </div>
      {known.length === 0 ? (
        <p className="sub">{say.noValues}</p>
      ) : (
        <>
          <svg
            className={css.graph}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}. ${words.join('. ')}`}
          >
            {known.map(([name, values], at) => (
              <path
                key={name}
                d={lineOf(values, top)}
                className={at === 0 ? css.first : css.second}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          <p className="row sub tiny">
            <span>{time.from}</span>
            <span className="push">{time.until}</span>
          </p>
          {words.map((text, at) => (
            <p key={text} className="row sub num">
              <i className={`${css.key} ${at === 0 ? css.first : css.second}`} aria-hidden />
              {text}
            </p>
          ))}
        </>
      )}
    </section>
  );
}
