import { say } from '#text/files';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { keysOfFiles, readAgain } from '../../../api/keys.ts';
import type { Entry } from '../../../api/files.ts';
import { runMany } from '../../../live/run-many.ts';
import { noteDone, noteWithUndo } from '../../../parts/undo-note.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { folderWord, placeWord } from '../container-words.ts';
import { type FolderSpot, type Step, type Transfer, transfersInto, undoOf } from './plan.ts';
import { type Clash, runTransfer } from './run.ts';
import { TransferDialog } from './transfer-dialog.tsx';

/** What was cut or copied, until it is put somewhere. */
export interface Clipboard {
  verb: Transfer['verb'];
  container: string;
  entries: Entry[];
}

interface Transfers {
  clipboard: Clipboard | undefined;
  setClipboard: (clipboard: Clipboard | undefined) => void;
  /** Brings entries of a container into a folder; asks where a name is taken, tells what failed. */
  into: (
    verb: Transfer['verb'],
    entries: Entry[],
    container: string,
    to: FolderSpot,
    /** Whose they are, when they are another's. */
    owner?: string,
  ) => Promise<void>;
  /** The same for transfers that are planned already. */
  run: (transfers: Transfer[]) => Promise<void>;
}

const TransferContext = createContext<Transfers | null>(null);

export function useTransfers(): Transfers {
  const transfers = useContext(TransferContext);
  if (transfers === null) throw new Error('useTransfers outside of TransferProvider');
  return transfers;
}

/** Moves, renames and copies for the whole page: what is under way goes on while the person looks elsewhere in Files. */
export function TransferProvider({ account, children }: { account: string; children: ReactNode }) {
  const client = useQueryClient();
  const [clipboard, setClipboard] = useState<Clipboard>();
  const [open, setOpen] = useState<Step[]>([]);
  const changed = () => readAgain(client, ...keysOfFiles(account));
  /** Does what is not settled; what then still asks or has failed stays in the dialog. */
  async function proceed(steps: Step[], clashOf: (step: Step) => Clash | undefined): Promise<void> {
    const settled = [...steps];
    const wanted = steps.flatMap((step, at) => {
      const clash = clashOf(step);
      return clash === undefined ? [] : [{ step, at, clash }];
    });
    let away = false;
    const begun = await runMany(wanted, async ({ step, at, clash }) => {
      const outcome = await runTransfer(account, step, clash);
      settled[at] = { ...step, outcome };
      away ||= outcome.kind === 'failed' && outcome.unanswered;
      return !away;
    });
    // What a person ended stays where it was; what an outage ended can be gone on with.
    for (const { step, at } of wanted.slice(begun))
      settled[at] = {
        ...step,
        outcome: away ? { kind: 'failed', reason: say.notBegun, unanswered: false } : { kind: 'skipped' },
      };
    await changed();
    if (settled.some(isOpen)) return setOpen(settled);
    setOpen([]);
    tell(settled);
  }
  function tell(steps: Step[]): void {
    const done = steps.filter(({ outcome }) => outcome?.kind === 'done');
    const [first] = done;
    if (first === undefined) return;
    const words = doneWords(done, first);
    const undo = undoOf(done);
    if (undo.length === 0) {
      noteDone(words);
      return;
    }
    noteWithUndo(words, () =>
      proceed(
        undo.map((transfer) => ({ transfer, outcome: undefined })),
        () => 'ask',
      ),
    );
  }
  const run = (transfers: Transfer[]) =>
    proceed(
      transfers.map((transfer) => ({ transfer, outcome: undefined })),
      () => 'ask',
    );
  const value: Transfers = {
    clipboard,
    setClipboard,
    run,
    into: (verb, entries, container, to, owner) => run(transfersInto(verb, entries, container, to, owner)),
  };
  return (
    <TransferContext value={value}>
      {children}
      {open.length > 0 && (
        <TransferDialog
          steps={open}
          onSettle={(clashOf) => proceed(open, clashOf)}
          onClose={() => {
            setOpen([]);
            tell(open);
          }}
        />
      )}
    </TransferContext>
  );
}

function isOpen({ outcome }: Step): boolean {
  return outcome?.kind === 'taken' || outcome?.kind === 'failed';
}

function doneWords(done: Step[], { transfer, outcome }: Step): string {
  if (outcome?.kind !== 'done') return '';
  const { verb, from, entry } = transfer;
  const renamed =
    verb === 'move' &&
    from.container === outcome.at.container &&
    inFolder(from.name) === inFolder(outcome.at.name);
  const name = plainName(folderWord(from.container, entry.name));
  const to = plainName(placeWord(outcome.at.container, inFolder(outcome.at.name)));
  if (done.length > 1)
    return verb === 'move'
      ? say.movedSeveral({ count: done.length, to })
      : say.copiedSeveral({ count: done.length, to });
  if (renamed) return say.renamed({ name, to: plainName(folderWord(outcome.at.container, outcome.at.name)) });
  return verb === 'move' ? say.moved({ name, to }) : say.copied({ name, to });
}

function inFolder(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}
