import { Button, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { say } from '#text/access';
import { say as parts } from '#text/parts';
import { ApiError, reasonOf } from '../../api/api-error.ts';
import { compute } from '../../api/services.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { plainName } from '../../text/plain-name.ts';
import { saveText } from './save-text.ts';
import css from './access.module.css';

interface Pair {
  name: string;
  privateKey: string;
}

/**
 * Lets the cloud make a pair of keys. Its private half is in this dialog alone: nobody else keeps it, so that only a button that
 * says so closes the dialog.
 */
export function GenerateKeyDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (name: string) => void;
}) {
  const [pair, setPair] = useState<Pair>();
  if (pair !== undefined) return <PrivateHalf pair={pair} onClose={onClose} />;
  return (
    <Asking
      onClose={onClose}
      onMade={(made) => {
        setPair(made);
        onMade(made.name);
      }}
    />
  );
}

function Asking({ onClose, onMade }: { onClose: () => void; onMade: (pair: Pair) => void }) {
  const [name, setName] = useState('');
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    const chosen = name.trim();
    if (chosen === '') return setFailure(say.giveKeyName);
    if (working) return;
    setWorking(true);
    try {
      const { private_key: privateKey } = await compute.createKeypair(chosen);
      if (privateKey === undefined) throw new TypeError('the cloud made no private key');
      onMade({ name: chosen, privateKey });
    } catch (error) {
      const taken = error instanceof ApiError && error.status === 409;
      setFailure(taken ? say.nameTaken({ name: chosen }) : reasonOf(error));
      setWorking(false);
    }
  }
  return (
    <Dialog title={say.generateKey} onClose={() => !working && onClose()}>
      <form onSubmit={(event) => void submit(event)} className="grid close">
        <p className="sub under-head">{say.generateHow}</p>
        <TextInput
          data-autofocus
          label={parts.name}
          placeholder={say.nameExample}
          value={name}
          error={failure === '' ? undefined : failure}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="row end-row">
          <Button variant="default" onClick={onClose} disabled={working}>
            {parts.cancel}
          </Button>
          <ActButton type="submit" loading={working}>
            {say.generateKey}
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}

/** Shown once; Escape and a press beside it do nothing. */
function PrivateHalf({ pair: { name, privateKey }, onClose }: { pair: Pair; onClose: () => void }) {
  const [saved, setSaved] = useState(false);
  const [asked, setAsked] = useState(false);
  const file = `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.pem`;
  return (
    <Dialog title={say.privateKeyOf({ key: plainName(name) })} size={560} closable={false} onClose={() => {}}>
      <div className="grid close">
        <p className="sub under-head">{say.privateKeyOnce}</p>
        <pre
          className={`code ${css.private}`}
          tabIndex={0}
          aria-label={say.privateKeyOf({ key: plainName(name) })}
        >
          {privateKey}
        </pre>
        <p className="sub under-head">{say.privateKeyUse({ file })}</p>
        {asked && (
          <p role="alert" className="failure">
            {say.privateKeyLost}
          </p>
        )}
        <div className="row wrap-row end-row">
          {asked ? (
            <Button color="red" variant="outline" onClick={onClose}>
              {say.closeWithoutKey}
            </Button>
          ) : (
            <Button variant="default" onClick={() => (saved ? onClose() : setAsked(true))}>
              {say.keyIsKept}
            </Button>
          )}
          {/* Whether a copy went anywhere is not known; a file that was saved is. */}
          <CopyButton text={privateKey} />
          <Button
            data-autofocus
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => {
              saveText(privateKey, file);
              setSaved(true);
              setAsked(false);
            }}
          >
            {say.download({ file })}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
