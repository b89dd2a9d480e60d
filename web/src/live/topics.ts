import type { QueryClient } from '@tanstack/react-query';
import type { LiveChanges } from '#contract/live';
import { COMPUTE_LIVE_PATH, OBJECT_LIVE_PATH } from '#contract/live-paths';
import { API_BASE } from '../api/http.ts';
import { readAgain } from '../api/keys.ts';
import { onSession } from '../api/session-end.ts';
import { noteLive } from './activity.ts';
import { readsOf } from './topic-reads.ts';

const PATHS = [OBJECT_LIVE_PATH, COMPUTE_LIVE_PATH];
/** After a stream was refused. One that only broke is opened anew by the browser. */
const AGAIN_MS = 60_000;

/** What the tab that holds the streams tells the others. */
type News = LiveChanges | 'reload' | 'live' | 'not live';

/**
 * Reads again what the services say has changed, until `signal` aborts. One tab of the browser holds the streams and tells the
 * others, since a browser opens six connections to a host; where tabs cannot agree on one (no HTTPS), all go on by polling.
 */
export function followTopics(client: QueryClient, account: string, signal: AbortSignal): void {
  if (!('locks' in navigator)) return;
  const name = `synnefo-live-${account}`;
  const channel = new BroadcastChannel(name);
  const hear = (news: News): void => {
    if (news === 'live' || news === 'not live') noteLive(news === 'live');
    else if (news === 'reload') void client.invalidateQueries();
    else void readAgain(client, ...readsOf(news.topics));
  };
  channel.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));
  const tell = (news: News): void => {
    if (signal.aborted) return;
    channel.postMessage(news);
    hear(news);
  };
  signal.addEventListener('abort', () => {
    channel.close();
    noteLive(false);
  });
  navigator.locks.request(name, { signal }, () => holdStreams(tell, signal)).catch(() => undefined); // aborted
}

/** Keeps the streams open until `signal` aborts. */
function holdStreams(tell: (news: News) => void, signal: AbortSignal): Promise<void> {
  const open = new Set<string>();
  const stops = PATHS.map((path) =>
    holdStream(path, (news) => {
      if (news === 'live') open.add(path);
      else if (news === 'not live') open.delete(path);
      else return tell(news);
      tell(open.size === PATHS.length ? 'live' : 'not live');
    }),
  );
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
      resolve();
    });
  });
}

/** Keeps one stream open; returns how to stop. A session that has ended is not asked with again before it is renewed. */
function holdStream(path: string, tell: (news: News) => void): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const close = (): void => {
    clearTimeout(again);
    source?.close();
    tell('not live');
  };
  const open = (): void => {
    close();
    const stream = new EventSource(API_BASE + path);
    source = stream;
    stream.addEventListener('ready', () => tell('live'));
    stream.addEventListener('reload', () => {
      tell('live');
      tell('reload');
    });
    stream.addEventListener('changed', ({ data }: MessageEvent<string>) =>
      tell(JSON.parse(data) as LiveChanges),
    );
    stream.addEventListener('end', close);
    stream.addEventListener('error', () => {
      tell('not live');
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    });
  };
  const stopSession = onSession((news) => (news === 'renewed' ? open() : close()));
  open();
  return () => {
    stopSession();
    close();
  };
}
