import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { say } from '#text/parts';
import { refusedWords } from './ask-for-more.tsx';
import { Dialog } from './dialog.tsx';
import { ActButton } from './act-button.tsx';
import { Name } from './name.tsx';
import { typedName } from '../text/plain-name.ts';

export interface ConfirmProps {
  title: string;
  children: ReactNode;
  /** The deed, said by the red button: "Destroy machine". */
  deed: string;
  /** What stays when nothing is done. */
  keep?: string;
  /** The text to type first, for what cannot be brought back (console 7.4). */
  typed?: string;
  harmless?: boolean;
  act: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something is lost. The safe button is left and has the focus; a failure is said in the dialog. */
export function Confirm({
  title,
  children,
  deed,
  keep = say.keepIt,
  typed,
  harmless = false,
  act,
  onClose,
}: ConfirmProps) {
  const [text, setText] = useState('');
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<ReactNode>('');
  const wanted = typed === undefined ? undefined : typedName(typed).trim() || say.typedDelete;
  const ready = wanted === undefined || text.trim() === wanted;
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready || working) return;
    setWorking(true);
    setFailure('');
    try {
      await act();
      onClose();
    } catch (error) {
      setFailure(refusedWords(error));
      setWorking(false);
    }
  }
  return (
    <Dialog title={title} closable={false} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="dialog-text">{children}</div>
        {wanted !== undefined && (
          <TextInput
            mt={14}
            label={
              <span>
                {say.typeToConfirm({
                  name: (
                    <b className="mono">
                      <Name of={wanted} />
                    </b>
                  ),
                })}
              </span>
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {failure !== '' && (
          <p role="alert" className="failure above-12">
            {failure}
          </p>
        )}
        <div className="row end-row dialog-buttons">
          <Button
            variant="default"
            onClick={onClose}
            {...(typed === undefined ? { 'data-autofocus': true } : {})}
          >
            {keep}
          </Button>
          <ActButton
            type="submit"
            {...(harmless ? {} : { color: 'red' })}
            loading={working}
            disabled={!ready}
          >
            {deed}
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}
