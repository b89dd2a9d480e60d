import type { Bus } from '#platform/bus';
import { openAmqpBus } from '#platform/bus/amqp-bus';
import { openPostgresBus } from '#platform/bus/postgres-bus';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/telemetry/log';
import type { CloudSettings } from './settings.ts';
import { StartError } from '#platform/service/start-error';

/** Opens the message bus that the settings name. */
export async function openBus(
  settings: CloudSettings,
  {
    url,
    sessionsUrl,
    log,
    clock,
  }: { url(): string; sessionsUrl(): Promise<string>; log: Logger; clock: Clock },
): Promise<Bus> {
  if (settings.BROKER === 'postgres')
    return openPostgresBus({ url: url(), sessionsUrl: await sessionsUrl(), log });
  if (settings.AMQP_HOSTS.length === 0)
    throw new StartError('BROKER is amqp, but AMQP_HOSTS names no server.');
  return openAmqpBus({ urls: settings.AMQP_HOSTS.map((host) => host.reveal()), log, clock });
}
