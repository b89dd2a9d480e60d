import type RFB from '@novnc/novnc';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { reached } from '../../api/connection.ts';
import { openScreen } from '../../api/servers.ts';
import { onSession } from '../../api/session-end.ts';
import { pause } from '../../live/pause.ts';
import { typeText } from './type-text.ts';

export type ScreenState =
  | { kind: 'connecting' }
  | { kind: 'connected'; name: string }
  | { kind: 'lost'; reason: string };

/** Pauses before trying again, in milliseconds; the last one is for all that follow. */
const PAUSES = [1_000, 3_000, 8_000, 15_000];
const LONGEST_NAME = 60;
/** Marks the offered sub-protocol that is the ticket; the one that is answered is `binary`. */
const TICKET_START = 'synnefo.ticket.';

/**
 * Connects the screen of a machine into `area`: a ticket by the API, then the VNC protocol over a WebSocket whose ticket
 * travels as a sub-protocol, so that it stands in no address and no log. A connection that is lost comes back by itself, as
 * soon as the cloud can be reached; only a refusal is left to the person. noVNC is loaded only here.
 */
export function useScreen(id: number, area: RefObject<HTMLDivElement | null>) {
  const [state, setState] = useState<ScreenState>({ kind: 'connecting' });
  const [attempt, setAttempt] = useState(0);
  const rfb = useRef<RFB | null>(null);
  const failures = useRef(0);
  const size = useScreenSize(area, state.kind === 'connected');
  useEffect(() => {
    let ended = false;
    const stop = new AbortController();
    const again = async () => {
      if (ended) return;
      setState({ kind: 'connecting' });
      const wait = PAUSES[Math.min(failures.current, PAUSES.length - 1)] ?? 0;
      failures.current += 1;
      try {
        await Promise.all([reached(stop.signal), pause(wait, stop.signal)]);
      } catch {
        return; // the page was left meanwhile
      }
      setAttempt((last) => last + 1);
    };
    const connect = async () => {
      setState({ kind: 'connecting' });
      const [{ default: Rfb }, { path, ticket }] = await Promise.all([
        import('@novnc/novnc'),
        openScreen(id),
      ]);
      if (ended || area.current === null) return;
      area.current.replaceChildren();
      const address = new URL(path, location.href);
      address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      const connection = new Rfb(area.current, address.href, {
        wsProtocols: ['binary', `${TICKET_START}${ticket}`],
      });
      rfb.current = connection;
      connection.scaleViewport = true;
      connection.background = '#05070B';
      connection.addEventListener('connect', () => {
        failures.current = 0;
        setState({ kind: 'connected', name: '' });
        connection.focus();
      });
      connection.addEventListener('desktopname', ({ detail }) => {
        // The name comes from the guest's side: cut, and drawn as text only.
        setState((now) =>
          now.kind === 'connected' ? { ...now, name: detail.name.slice(0, LONGEST_NAME) } : now,
        );
      });
      connection.addEventListener('disconnect', () => {
        rfb.current = null;
        void again();
      });
    };
    connect().catch((error: unknown) => {
      if (error instanceof ApiError && isRefusal(error)) setState({ kind: 'lost', reason: error.message });
      else void again();
    });
    // Whoever lost the session sees the screen no longer either; the next call waits for the log-in.
    const unwatch = onSession((news) => {
      if (news === 'ended') rfb.current?.disconnect();
    });
    return () => {
      ended = true;
      stop.abort();
      unwatch();
      rfb.current?.disconnect();
      rfb.current = null;
    };
  }, [id, area, attempt]);
  useLeaveKeys(area);
  return {
    state,
    size,
    reconnect: useCallback(() => {
      failures.current = 0;
      setAttempt((last) => last + 1);
    }, []),
    sendCtrlAltDel: useCallback(() => rfb.current?.sendCtrlAltDel(), []),
    press: useCallback((keys: [key: number, code: string][]) => {
      for (const [key, code] of keys) rfb.current?.sendKey(key, code, true);
      for (const [key, code] of keys.toReversed()) rfb.current?.sendKey(key, code, false);
      rfb.current?.focus();
    }, []),
    type: useCallback((text: string) => void typeText(rfb.current, text), []),
    savePicture: useCallback((name: string) => {
      rfb.current?.toBlob((picture) => savePicture(picture, name));
    }, []),
  };
}

/** Whether trying again by itself would be refused again. */
function isRefusal({ status }: ApiError): boolean {
  return status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
}

/** How many points the screen has, "1024 × 768"; it changes when the guest changes its mode. */
function useScreenSize(area: RefObject<HTMLDivElement | null>, connected: boolean): string {
  const [size, setSize] = useState('');
  useEffect(() => {
    const canvas = area.current?.querySelector('canvas');
    if (!connected || canvas === null || canvas === undefined) return undefined;
    const read = () => setSize(`${canvas.width} × ${canvas.height}`);
    const watch = new MutationObserver(read);
    watch.observe(canvas, { attributeFilter: ['width', 'height'] });
    read();
    return () => watch.disconnect();
  }, [area, connected]);
  return size;
}

/** Ctrl Alt Shift gives the keyboard back to the page; without it a screen would be a trap for keyboard users. */
function useLeaveKeys(area: RefObject<HTMLDivElement | null>) {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.altKey || !event.shiftKey) return;
      if (area.current?.contains(document.activeElement) !== true) return;
      event.stopPropagation();
      (document.activeElement as HTMLElement).blur();
      document.querySelector<HTMLElement>('.screen-tools button')?.focus();
    };
    addEventListener('keydown', leave, true);
    return () => removeEventListener('keydown', leave, true);
  }, [area]);
}

function savePicture(picture: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
