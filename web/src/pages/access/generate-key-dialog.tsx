import { Button, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/access';
import { say as parts } from '#text/parts';
import { ApiError, reasonOf } from '../../api/api-error.ts';
import { useAccessActions } from '../../live/access-actions.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
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
export function GenerateKeyDialog({ onClose }: { onClose: () => void }) {
  const [pair, setPair] = useState<Pair>();
  return pair === undefined ? (
    <Asking onClose={onClose} onMade={setPair} />
  ) : (
    <PrivateHalf pair={pair} onClose={onClose} />
  );
}

function Asking({ onClose, onMade }: { onClose: () => void; onMade: (pair: Pair) => void }) {
  const { generateKey } = useAccessActions();
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => (name.trim() === '' ? { name: say.giveKeyName } : {}),
    async send({ name }) {
      onMade({ name: name.trim(), privateKey: await generateKey(name.trim()) });
    },
    refused: (error, { name }) => ({
      name:
        error instanceof ApiError && error.status === 409
          ? say.nameTaken({ name: name.trim() })
          : reasonOf(error),
    }),
  });
  return (
    <Dialog title={say.generateKey} onClose={() => !form.working && onClose()}>
      <Form form={form} deed={say.generateKey} labels={{ name: parts.name }} onCancel={onClose}>
        <p className="sub under-head">{say.generateHow}</p>
        <TextInput data-autofocus label={parts.name} placeholder={say.nameExample} {...form.field('name')} />
      </Form>
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
