import { z } from 'zod';

/*
 * What compute and the agent on the machine's host agree on, beside RAPI (spec/ganeti-rapi) and the messages
 * (spec/compute-backend 2.3, 2.6).
 *
 * Create body, on top of the required keys:
 *   os_type "snf-image+default"; disk_template e.g. "file"; disks [{ name "snf-vol-7", size MiB }];
 *   nics [{ name "snf-nic-9", ip null, network "snf-net-3" }] for a network of the cluster, or
 *        [{ name "snf-nic-9", ip null, mode "routed", link "user" }] for user-mode networking;
 *   osparams { img_id "pithosmap://<maphash>/<bytes>", img_format "diskdump" };
 *   osparams_secret { config_url }: where the one-time document below is fetched, once, by GET. An address that starts
 *        with `role:compute` means: send the rest, which is a path, through the transport to the compute role;
 *   reason [["synnefo:compute", "intent:<uuid>", nanoseconds]] on every writing call. It must be kept in `ops[].reason`
 *        of the job, in `GET /2/jobs?bulk=1` too: a submission whose answer was lost is found again by it.
 */

/** First part of a `config_url` that is fetched over the transport to compute instead of a socket. */
export const CONFIG_URL_ROLE = 'role:compute';

/** First element of a reason triple set by compute. */
export const REASON_SOURCE = 'synnefo:compute';

/** The text of a reason triple: how one intended change is known in the back end. */
export function intentReason(intent: string): string {
  return `intent:${intent}`;
}

/** A file to put into the machine. `mode` is a number (288 is 0440); `contents` is base64. */
export const PersonalityFile = z.strictObject({
  path: z.string(),
  owner: z.string(),
  group: z.string(),
  mode: z.number().int(),
  contents: z.string(),
});
export type PersonalityFile = z.infer<typeof PersonalityFile>;

/** The one-time document: everything the machine is set up with. No clear password is in it. */
export const InstanceConfig = z.strictObject({
  hostname: z.string(),
  /** SHA-512-crypt (`$6$…`). */
  adminPasswordHash: z.string(),
  /** Accounts whose password and keys are set; from the image's USERS, else root. */
  users: z.array(z.string()),
  authorizedKeys: z.array(z.string()),
  personality: z.array(PersonalityFile),
  /** Cloud-init user data, base64. */
  userData: z.string().optional(),
  /** `id` is `pithosmap://<maphash>/<bytes>`; properties have upper-case names (OSFAMILY, ROOT_PARTITION…). */
  image: z.strictObject({ id: z.string(), format: z.string(), properties: z.record(z.string(), z.string()) }),
});
export type InstanceConfig = z.infer<typeof InstanceConfig>;

/**
 * Ports of the machine that can be reached from outside through its host, by the machine's port number in decimal:
 * `{"22": {"host": "127.0.0.1", "port": "61042"}}`. In messages it stands in `instance_nics[].forward`, in the instance
 * object in `custom_nicparams[].forward`, in the server document in `SNF:port_forwarding`.
 */
export const PortForwarding = z.record(
  z.string().regex(/^\d{1,5}$/),
  z.object({ host: z.string().max(255), port: z.string().regex(/^\d{1,5}$/) }),
);
export type PortForwarding = z.infer<typeof PortForwarding>;

/**
 * `GET /2/instances/<name>/console`. A screen on a UNIX socket has `socket_path` beside (or instead of) host and port;
 * 503 when the machine does not run.
 */
export const InstanceConsole = z.object({
  instance: z.string(),
  kind: z.string(),
  host: z.string().nullish(),
  port: z.number().int().nullish(),
  socket_path: z.string().max(4096).nullish(),
});
export type InstanceConsole = z.infer<typeof InstanceConsole>;
