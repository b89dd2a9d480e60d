import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { say } from '#text/access';
import { say as parts } from '#text/parts';
import { ApiError } from '../../api/api-error.ts';
import { compute } from '../../api/services.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ActButton } from '../../parts/act-button.tsx';

const PUBLIC_KEY = /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9-]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*/;

/** Adds a public key by pasting it. */
export function AddKeyDialog({ onClose, onAdded }: { onClose: () => void; onAdded: (name: string) => void }) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<{ name?: string; text?: string }>({});
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (/PRIVATE KEY/.test(text)) {
      return setFailure({
        text: say.privateHalf,
      });
    }
    if (!PUBLIC_KEY.test(text.trim())) {
      return setFailure({
        text: say.noPublicKey,
      });
    }
    const chosen = name.trim() || text.trim().split(/\s+/)[2] || 'key';
    setWorking(true);
    try {
      await compute.createKeypair(chosen, text.trim());
      onAdded(chosen);
      onClose();
    } catch (error) {
      if (error instanceof ApiError && error.status === 409)
        setFailure({ name: say.nameTaken({ name: chosen }) });
      else setFailure({ text: error instanceof ApiError ? error.message : say.didNotWork });
      setWorking(false);
    }
  }
  return (
    <Dialog title={say.addSshKey} size={520} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid close">
        <Textarea
          data-autofocus
          label={say.publicKey}
          description={say.publicKeyHint}
          rows={4}
          value={text}
          error={failure.text}
          classNames={{ input: `mono tiny` }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <TextInput
          label={say.nameOptional}
          placeholder={say.nameExample}
          value={name}
          error={failure.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="row end-row">
          <Button variant="default" onClick={onClose}>
            {parts.cancel}
          </Button>
          <ActButton type="submit" loading={working}>
            {say.addKey}
          </ActButton>
        </div>
      </form>
    </Dialog>
  );
}
