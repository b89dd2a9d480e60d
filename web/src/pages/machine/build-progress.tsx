import { IconCheck, IconLoader2, IconMinus } from '@tabler/icons-react';
import { useRef } from 'react';
import { say } from '#text/one-machine';
import type { Server } from '../../api/servers.ts';
import { useNow } from '../../live/use-now.ts';
import { ProgressBar } from '../../parts/meter.tsx';
import { ago, duration } from '../../text/format.ts';
import { buildStep } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import css from './machine.module.css';

const STANDS_STILL = 90_000;

/** The steps of a build, with how far it is; the page may be left. */
export function BuildProgress({ machine }: { machine: Server }) {
  const now = useNow(1000);
  const left = useTimeLeft(machine, now);
  const slow = now - Date.parse(machine.updated) > STANDS_STILL;
  return (
    <section className="card clip" aria-label={say.building}>
      <div className="card-head">
        <h2 className="h2">{say.building}</h2>
        <span className="sub push">{say.ordered({ ago: ago(machine.created, now) })}</span>
      </div>
      <div className={`pad ${css.progress}`}>
        <div className="row num" role="status">
          <span className="sub">{say.step({ step: buildStep(machine) })}</span>
          <span className="push strong">{machine.progress}%</span>
        </div>
        <ProgressBar
          percent={machine.progress}
          label={say.buildingOf({ machine: plainName(machine.name) })}
        />
        <p className="sub small">
          {slow ? say.slow : left === '' ? say.mayLeave : say.leftMayLeave({ time: left })}
        </p>
      </div>
      <ol className="timeline">
        {stepsAt(machine.progress).map(({ title, state }) => (
          <li key={title} aria-current={state === 'now' ? 'step' : undefined}>
            <Mark state={state} />
            <span className={state === 'later' ? css.later : undefined}>{title}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type StepState = 'done' | 'now' | 'later';

function Mark({ state }: { state: StepState }) {
  const kind = state === 'done' ? 'ok' : state === 'now' ? 'busy' : 'off';
  return (
    <span className={`mark ${kind}`}>
      {state === 'done' && <IconCheck size={13} stroke={2.6} aria-label={say.done} />}
      {state === 'now' && <IconLoader2 size={13} stroke={2.4} className="spin" aria-label={say.now} />}
      {state === 'later' && <IconMinus size={12} aria-label={say.later} />}
    </span>
  );
}

/** The API tells a percentage only; what it stands for is known by the order of the work. */
function stepsAt(progress: number): { title: string; state: StepState }[] {
  const at = progress === 0 ? 1 : progress < 100 ? 2 : 3;
  const titles = [say.quotaReserved, say.placed, say.copyingImage, say.firstStart];
  return titles.map((title, index) => ({
    title,
    state: index < at ? 'done' : index === at ? 'now' : 'later',
  }));
}

/** The rest time, once ten seconds of progress have been seen. */
function useTimeLeft({ progress }: Server, now: number): string {
  const first = useRef<{ progress: number; at: number } | null>(null);
  if (first.current === null && progress > 0) first.current = { progress, at: now };
  const seen = first.current;
  if (seen === null || progress <= seen.progress || now - seen.at < 10_000) return '';
  return duration(((now - seen.at) / (progress - seen.progress)) * (100 - progress));
}
