import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangleFilled, IconCheck, IconMinus, IconRefresh, IconX } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { say as parts } from '#text/parts';
import { flavorsQuery, type Flavor } from '../../api/flavors.ts';
import type { Diagnostic } from '../../api/servers.ts';
import { diagnosticsQuery } from '../../live/machine.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { clockTime, exactTime } from '../../text/format.ts';
import { failureOf, type Failure } from '../../text/failures.ts';
import type { Draft } from '../new-machine/draft.ts';
import { plainName } from '../../text/plain-name.ts';
import css from './machine.module.css';

/** Why a machine is in error: what it is, what it means, what to do, then every detail (console 11.7). */
export function MachineFailure({ view }: { view: MachineView }) {
  const { machine } = view;
  const { data = machine.diagnostics } = useQuery(diagnosticsQuery(machine.id));
  const failure = failureOf(data);
  const { data: flavors = [] } = useQuery(flavorsQuery);
  const larger = largerFor(view, flavors);
  const error = data.find(({ level }) => level === 'ERROR');
  return (
    <>
      <div className="note bad" role="alert">
        <IconAlertTriangleFilled size={20} color="var(--bad-dot)" className="fixed" aria-hidden />
        <div className={css.what}>
          <b>{failure.title}</b>
          <p>{failure.meaning}</p>
          <div className="row wrap-row">
            {failure.wayOut !== 'report' && (
              <Button
                size="xs"
                leftSection={<IconRefresh size={14} aria-hidden />}
                renderRoot={(props: object) => (
                  <Link to="/machines/new" search={draftAgain(view, failure, larger)} {...props} />
                )}
                aria-keyshortcuts="C"
              >
                {failure.wayOut === 'larger'
                  ? larger === undefined
                    ? say.chooseLarger
                    : say.tryLarger({ gib: larger.disk })
                  : failure.wayOut === 'image'
                    ? say.chooseImage
                    : parts.tryAgain}
              </Button>
            )}
            <CopyButton size="xs" text={reportOf(view, data)} label={parts.copyReport} />
          </div>
        </div>
      </div>
      <section className="card clip" aria-label={say.whatHappened}>
        <div className="card-head">
          <h2 className="h2">{say.whatHappened}</h2>
          <span className="sub push">{say.buildAt({ time: exactTime(machine.created) })}</span>
        </div>
        <ol className="timeline">
          {stepsTo(machine.progress, failure).map(({ title, state }) => (
            <li key={title}>
              <StepMark state={state} />
              <span className={state === 'bad' ? 'strong' : state === 'off' ? css.later : undefined}>
                {title} {state === 'off' && <span className="sub">{say.notReached}</span>}
                {state === 'bad' && <span className={css.stoppedHere}>{say.stoppedHere}</span>}
              </span>
              {state === 'bad' && error !== undefined && (
                <span className="sub num small">{clockTime(error.created)}</span>
              )}
            </li>
          ))}
        </ol>
        <details className="technical" open>
          <summary>{say.technicalDetail}</summary>
          <DiagnosticsText diagnostics={data} />
        </details>
      </section>
    </>
  );
}

/** The diagnostics as a dark listing; all of it is the guest's or the back end's text and is drawn as text only. */
export function DiagnosticsText({ diagnostics }: { diagnostics: Diagnostic[] }) {
  if (diagnostics.length === 0) return <p className="sub">{say.nothingNoted}</p>;
  return (
    <pre className={`code ${css.diagnostics}`} tabIndex={0} aria-label={say.diagnostics}>
      {diagnostics.map((entry, at) => (
        <span key={at}>
          <span className="c">{clockTime(entry.source_date ?? entry.created)}</span>{' '}
          <span className={entry.level === 'ERROR' ? 'e' : 'k'}>{printable(entry.source)}</span>{' '}
          {printable(entry.message)}
          {'\n'}
          {entry.details !== null && entry.details !== '' && (
            <span className="c">
              {printable(entry.details)}
              {'\n'}
            </span>
          )}
        </span>
      ))}
    </pre>
  );
}

/** Without control codes: a log from a guest may carry what would move a terminal's cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** The same choices again, put right as far as is known; the new machine takes the place of the failed one. */
function draftAgain({ machine, image }: MachineView, { wayOut }: Failure, larger: Flavor | undefined): Draft {
  return {
    open: wayOut === 'larger' ? 'size' : wayOut === 'image' ? 'image' : 'access',
    ...(image === undefined || wayOut === 'image' ? {} : { image: image.id }),
    size: wayOut === 'larger' && larger !== undefined ? larger.id : machine.flavor.id,
    name: machine.name,
    keys: machine['SNF:key_names'],
    instead: machine.id,
  };
}

/** The smallest size whose disk is larger than this machine's and holds the image, all else being at least the same. */
function largerFor({ flavor, image }: MachineView, flavors: Flavor[]): Flavor | undefined {
  if (flavor === undefined) return undefined;
  return flavors
    .filter(
      (each) =>
        each['SNF:allow_create'] &&
        each['SNF:disk_template'] === flavor['SNF:disk_template'] &&
        each.disk > flavor.disk &&
        each.disk * 2 ** 30 >= (image?.size ?? 0) &&
        each.vcpus >= flavor.vcpus &&
        each.ram >= flavor.ram,
    )
    .toSorted((one, other) => one.disk - other.disk || one.vcpus - other.vcpus || one.ram - other.ram)[0];
}

function StepMark({ state }: { state: 'ok' | 'bad' | 'off' }) {
  return (
    <span className={`mark ${state}`}>
      {state === 'ok' && <IconCheck size={13} stroke={2.6} aria-label={say.done} />}
      {state === 'bad' && <IconX size={13} stroke={2.6} aria-label={say.failed} />}
      {state === 'off' && <IconMinus size={12} aria-hidden />}
    </span>
  );
}

/** Where it stopped: the percentage tells it, unless the cause is one of the image, which comes before any percentage. */
function stepsTo(progress: number, { wayOut }: Failure): { title: string; state: 'ok' | 'bad' | 'off' }[] {
  const image = wayOut === 'larger' || wayOut === 'image';
  const at = image || (progress > 0 && progress < 100) ? 2 : progress === 0 ? 1 : 3;
  const titles = [say.quotaReserved, say.placed, say.copyingImage, say.firstStart];
  return titles.map((title, index) => ({ title, state: index < at ? 'ok' : index === at ? 'bad' : 'off' }));
}

function reportOf({ machine, flavor }: MachineView, diagnostics: Diagnostic[]): string {
  return [
    `Machine ${machine.id} "${plainName(machine.name)}" in ${machine.status}`,
    `Created ${machine.created}, image ${machine.image.id}, size ${flavor?.name ?? machine.flavor.id}`,
    ...diagnostics.map(
      (entry) => `${entry.created} ${entry.level} ${entry.source}: ${entry.message} ${entry.details ?? ''}`,
    ),
  ].join('\n');
}
