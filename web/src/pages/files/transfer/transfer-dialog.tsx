import { say } from '#text/files';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { ActButton } from '../../../parts/act-button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Name } from '../../../parts/name.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { placeWord } from '../container-words.ts';
import styles from '../files.module.css';
import { canGoOver, folderOf, leafOf, type Step } from './plan.ts';
import type { Clash } from './run.ts';

/** So many are named of those that failed. */
const MOST_LISTED = 50;

interface TransferDialogProps {
  steps: Step[];
  /** Does again what the function gives a way for. */
  onSettle: (clashOf: (step: Step) => Clash | undefined) => Promise<void>;
  onClose: () => void;
}

/** What could not be done without a person: names that are taken, one after the other, then what failed. */
export function TransferDialog({ steps, onSettle, onClose }: TransferDialogProps) {
  const taken = steps.find(({ outcome }) => outcome?.kind === 'taken');
  return taken === undefined ? (
    <Failed steps={steps} onSettle={onSettle} onClose={onClose} />
  ) : (
    <Taken key={steps.indexOf(taken)} step={taken} steps={steps} onSettle={onSettle} onClose={onClose} />
  );
}

function Taken({ step, steps, onSettle, onClose }: TransferDialogProps & { step: Step }) {
  const [forAll, setForAll] = useState(false);
  const [working, setWorking] = useState(false);
  const { transfer, outcome } = step;
  const others = steps.filter(({ outcome: other }) => other?.kind === 'taken').length - 1;
  const by = outcome?.kind === 'taken' ? outcome.by : 'file';
  const settle = (clash: Clash) => {
    setWorking(true);
    void onSettle((each) => {
      if (each !== step && !(forAll && each.outcome?.kind === 'taken')) return undefined;
      const theirs = each.outcome?.kind === 'taken' ? each.outcome.by : 'file';
      // What cannot go over a thing of another kind is kept beside it.
      return clash === 'over' && !canGoOver(each.transfer, theirs) ? 'both' : clash;
    }).finally(() => setWorking(false));
  };
  return (
    <Dialog title={say.takenTitle({ name: plainName(leafOf(transfer.to.name)) })} onClose={onClose}>
      <div className="words">
        {say.takenDetail({
          name: <Name of={leafOf(transfer.to.name)} />,
          place: <Name of={placeWord(transfer.to.container, folderOf(transfer.to.name))} />,
        })}
      </div>
      {others > 0 && (
        <Checkbox
          mt={14}
          size="sm"
          label={say.forAllTaken({ count: others })}
          checked={forAll}
          onChange={(event) => setForAll(event.currentTarget.checked)}
        />
      )}
      <div className={styles['ways']}>
        {canGoOver(transfer, by) && (
          <ActButton variant="default" disabled={working} onClick={() => settle('over')}>
            {transfer.entry.folder ? say.joinFolders : say.asNewVersion}
          </ActButton>
        )}
        <ActButton variant="default" disabled={working} onClick={() => settle('skip')}>
          {say.skip}
        </ActButton>
        <ActButton data-autofocus loading={working} onClick={() => settle('both')}>
          {say.keepBoth}
        </ActButton>
      </div>
    </Dialog>
  );
}

function Failed({ steps, onSettle, onClose }: TransferDialogProps) {
  const [working, setWorking] = useState(false);
  const failed = steps.filter(({ outcome }) => outcome?.kind === 'failed');
  const done = steps.filter(({ outcome }) => outcome?.kind === 'done').length;
  const again = () => {
    setWorking(true);
    void onSettle(({ outcome }) => (outcome?.kind === 'failed' ? 'ask' : undefined)).finally(() =>
      setWorking(false),
    );
  };
  return (
    <Dialog title={say.failedTitle({ count: failed.length })} onClose={onClose}>
      {done > 0 && <div className="words">{say.othersDone({ count: done })}</div>}
      <ul className={styles['failed']} role="alert">
        {failed.slice(0, MOST_LISTED).map(({ transfer, outcome }) => (
          <li key={transfer.from.name}>
            <b>
              <Name of={leafOf(transfer.from.name)} />
            </b>
            <span className="sub">{outcome?.kind === 'failed' ? outcome.reason : ''}</span>
          </li>
        ))}
        {failed.length > MOST_LISTED && <li>{say.moreFailed({ count: failed.length - MOST_LISTED })}</li>}
      </ul>
      <div className="dialog-acts">
        <Button variant="default" onClick={onClose}>
          {say.leaveThem}
        </Button>
        <ActButton data-autofocus loading={working} onClick={again}>
          {say.tryAgain}
        </ActButton>
      </div>
    </Dialog>
  );
}
