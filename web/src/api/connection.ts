import { useSyncExternalStore } from 'react';

const PROBE = '/ui/cloud.json';
const PROBE_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

const listeners = new Set<() => void>();
let away = false;
/** When the cloud answered last; the page itself was its first answer. */
let answered = performance.now();
/** The question under way, for all who ask meanwhile. */
let asking: Promise<boolean> | undefined;
/** Whether the cloud is there at a second look; as long as it is not, it is looked for again and again. */
let looking: Promise<boolean> | undefined;

/** Whether the cloud is out of reach now. Only its own answers count: a browser that calls itself offline may reach it. */
export function isAway(): boolean {
  return away;
}

/** When the cloud answered last, on this machine's clock. */
export function answeredAt(): Date {
  return new Date(Date.now() - (performance.now() - answered));
}

/** What was answered so long ago says nothing about now. */
const FRESH_MS = 5_000;

/** Whether the cloud can be reached, found out anew when its last answer is some seconds old. When not, it is away from now on. */
export async function isReachable(): Promise<boolean> {
  if (away) return false;
  return performance.now() - answered < FRESH_MS || (await answers()) || (await lookAgain());
}

/** Calls `listener` when the cloud goes out of reach and when it is back; returns how to stop. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `isAway` for a component: it is drawn again when that changes. */
export function useAway(): boolean {
  return useSyncExternalStore(onConnection, isAway);
}

/** To be told of any answer, also of a refusal. */
export function noteReached(status: number): void {
  if (fromProxyAlone(status)) return;
  answered = performance.now();
  set(false);
}

/** What stands in front of a cloud that is gone answers for it with these. */
function fromProxyAlone(status: number): boolean {
  return status >= 502 && status <= 504;
}

/** To be told of a call that got no answer: when a second look finds nobody either, the cloud is away until one does. */
export function noteUnreachable(): void {
  void lookAgain();
}

/** Resolves when the cloud can be reached, at once when it is not away. Rejects when `signal` aborts. */
export function reached(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (away) return;
      finish();
      resolve();
    };
    const stop = () => {
      finish();
      reject(new DOMException('stopped', 'AbortError'));
    };
    const finish = () => {
      listeners.delete(look);
      signal.removeEventListener('abort', stop);
    };
    if (signal.aborted) return stop();
    listeners.add(look);
    signal.addEventListener('abort', stop);
    look();
  });
}

/** Has the browser's own news of its network looked at; called once, when the page starts. */
export function watchConnection(): void {
  addEventListener('offline', noteUnreachable);
}

function set(now: boolean): void {
  if (now === away) return;
  away = now;
  for (const listener of listeners) listener();
}

function lookAgain(): Promise<boolean> {
  looking ??= answers().then((found) => {
    if (found) looking = undefined;
    else void probeUntilReached();
    set(!found);
    return found;
  });
  return looking;
}

async function probeUntilReached(): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  do {
    await pauseOrOnline(pause);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  } while (!(await answers()));
  looking = undefined;
  set(false);
}

function answers(): Promise<boolean> {
  asking ??= ask().finally(() => (asking = undefined));
  return asking;
}

async function ask(): Promise<boolean> {
  try {
    const response = await fetch(PROBE, { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) });
    if (fromProxyAlone(response.status)) return false;
    answered = performance.now();
    return true;
  } catch {
    return false;
  }
}

function pauseOrOnline(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener('online', go);
  });
}
