import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconCamera,
  IconClipboardText,
  IconExternalLink,
  IconMaximize,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
} from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { say } from '#text/one-machine';
import { PasteDialog } from './paste-dialog.tsx';
import { ScreenKeys } from './screen-keys.tsx';
import { useScreen, type ScreenState } from './use-screen.ts';
import { BRANDING } from '../../api/branding.ts';
import { CloudLogo } from '../../parts/cloud-logo.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './machine.module.css';

/** A connected screen with its tools; `alone` in a window of its own. */
export function LiveScreen({ id, name, alone }: { id: number; name: string; alone: boolean }) {
  const card = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const screen = useScreen(id, area);
  const [pasting, setPasting] = useState(false);
  const connected = screen.state.kind === 'connected';
  return (
    <div className={alone ? 'screen-card alone' : 'card screen-card'} ref={card}>
      <div className="row screen-tools wrap-row">
        {alone && BRANDING.images.console !== undefined && <CloudLogo part="console" size={20} />}
        {alone && (
          <b className="cut">
            <Name of={name} />
          </b>
        )}
        <Connection state={screen.state} />
        {screen.size !== '' && connected && <span className="sub small num">{screen.size}</span>}
        <span className="sub small hide-phone">{say.leavesScreen}</span>
        <span className="push row wrap-row near">
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
            {say.pasteText}
          </Button>
          <ScreenKeys disabled={!connected} press={screen.press} />
          <Button
            className="hide-phone"
            variant="default"
            size="compact-sm"
            disabled={!connected}
            leftSection={<IconCamera size={14} aria-hidden />}
            onClick={() => screen.savePicture(`machine-${id}.png`)}
          >
            {say.picture}
          </Button>
          {!alone && (
            <Tooltip label={say.ownWindow}>
              <ActionIcon
                className="hide-phone"
                component="a"
                href={`/ui/machines/${id}/screen/window`}
                target="_blank"
                rel="noopener"
                aria-label={say.ownWindow}
              >
                <IconExternalLink size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={say.fullScreen}>
            <ActionIcon aria-label={say.fullScreen} onClick={() => void card.current?.requestFullscreen()}>
              <IconMaximize size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div
        className="screen-area"
        ref={area}
        role="application"
        aria-label={say.screenOf({ machine: plainName(name) })}
        data-screen={screen.state.kind}
        hidden={screen.state.kind === 'lost'}
      />
      {screen.state.kind === 'lost' && (
        <div className="screen-away" role="alert">
          {screen.state.reason}
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={screen.reconnect}>
            {say.connectAgain}
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
    <span className={`row small strong ${good ? css.good : css.notGood}`} role="status">
      {good ? <IconPlugConnected size={15} aria-hidden /> : <IconPlugConnectedX size={15} aria-hidden />}
      {good
        ? state.name === ''
          ? say.connected
          : say.connectedTo({ name: plainName(state.name) })
        : state.kind === 'connecting'
          ? say.connecting
          : say.notConnected}
    </span>
  );
}
