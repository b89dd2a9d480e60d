import { ActionIcon, Button, Textarea, Tooltip } from '@mantine/core';
import {
  IconCamera,
  IconClipboardText,
  IconMaximize,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useMachineActions } from '../../live/machine-actions.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { useThisMachine } from './machine-context.ts';
import { useScreen, type ScreenState } from './use-screen.ts';

/** The machine's screen and keyboard, in the page. */
export function MachineScreen() {
  const { machine } = useThisMachine();
  const { orderAndTell } = useMachineActions();
  const reason = whyNot(machine, 'screen');
  if (reason === null || (machine.status === 'ACTIVE' && machine['SNF:task_state'] !== ''))
    return <LiveScreen id={machine.id} />;
  return (
    <div className="card screen-card">
      <div className="screen-away">
        <IconPlugConnectedX size={28} stroke={1.5} aria-hidden />
        {machine.status === 'STOPPED' && machine['SNF:task_state'] === '' ? (
          <>
            The machine is stopped.
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={() => void orderAndTell(machine, 'start')}
            >
              Start
            </Button>
          </>
        ) : (
          reason
        )}
      </div>
    </div>
  );
}

function LiveScreen({ id }: { id: number }) {
  const card = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const screen = useScreen(id, area);
  const [pasting, setPasting] = useState(false);
  const connected = screen.state.kind === 'connected';
  return (
    <div className="card screen-card" ref={card}>
      <div className="row screen-tools wrap-row">
        <Connection state={screen.state} />
        <span className="sub small hide-phone">Ctrl Alt Shift leaves the screen</span>
        <span className="push row wrap-row" style={{ gap: 4 }}>
          <Button variant="default" size="compact-sm" disabled={!connected} onClick={screen.sendCtrlAltDel}>
            Ctrl Alt Del
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            disabled={!connected}
            leftSection={<IconClipboardText size={14} aria-hidden />}
            onClick={() => setPasting(true)}
          >
            Paste text
          </Button>
          <Button
            className="hide-phone"
            variant="default"
            size="compact-sm"
            disabled={!connected}
            leftSection={<IconCamera size={14} aria-hidden />}
            onClick={() => screen.savePicture(`machine-${id}.png`)}
          >
            Picture
          </Button>
          <Tooltip label="Full screen">
            <ActionIcon aria-label="Full screen" onClick={() => void card.current?.requestFullscreen()}>
              <IconMaximize size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div
        className="screen-area"
        ref={area}
        role="application"
        aria-label="Screen of the machine"
        data-screen={screen.state.kind}
        hidden={screen.state.kind === 'lost'}
      />
      {screen.state.kind === 'lost' && (
        <div className="screen-away" role="alert">
          {screen.state.reason}
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={screen.reconnect}>
            Connect again
          </Button>
        </div>
      )}
      {pasting && <PasteDialog onClose={() => setPasting(false)} type={screen.type} />}
    </div>
  );
}

function Connection({ state }: { state: ScreenState }) {
  const good = state.kind === 'connected';
  return (
    <span
      className="row small strong"
      role="status"
      style={{ gap: 6, color: good ? 'var(--ok)' : 'var(--text-2)' }}
    >
      {good ? <IconPlugConnected size={15} aria-hidden /> : <IconPlugConnectedX size={15} aria-hidden />}
      {good
        ? `Connected${state.name === '' ? '' : ` to ${state.name}`}`
        : state.kind === 'connecting'
          ? 'Connecting…'
          : 'Not connected'}
    </span>
  );
}

function PasteDialog({ onClose, type }: { onClose: () => void; type: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <Dialog title="Paste text" onClose={onClose}>
      <Textarea
        data-autofocus
        label="Text"
        description="It is typed for you, key by key, as if on the machine's own keyboard."
        minRows={4}
        autosize
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="row" style={{ marginTop: 16, justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          onClick={() => {
            onClose();
            type(text);
          }}
        >
          Type it
        </Button>
      </div>
    </Dialog>
  );
}
