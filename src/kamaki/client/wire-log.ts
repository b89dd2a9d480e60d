/** How much of the conversation is shown: lines and headers (`-v`), or the text bodies too (`-d`). */
export type WireDetail = 'headers' | 'bodies';

const SECRET_HEADER = /^(?:x-auth-token|x-storage-token|authorization|cookie|set-cookie)$/i;
const SECRET_FIELD =
  /("(?:adminPass|password|ticket|private_key|contents|user_data)"\s*:\s*")(?:[^"\\]|\\.)*"/g;
/** Longer bodies are file contents or long lists; their beginning is enough to follow what happened. */
const SHOWN = 4096;

/** Writes requests and answers for people to read. No token, password, key or file content appears in it. */
export class WireLog {
  private readonly write: (line: string) => void;
  private readonly detail: WireDetail;
  private readonly secrets = new Set<string>();

  constructor(write: (line: string) => void, detail: WireDetail) {
    this.write = write;
    this.detail = detail;
  }

  /** From now on this text is shown as `***`, wherever it stands. */
  hide(secret: string): void {
    if (secret !== '') this.secrets.add(secret);
  }

  request(
    method: string,
    address: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array,
  ): void {
    this.line(`> ${method} ${new URL(address).origin}${path}`);
    this.headers('>', headers);
    if (body === undefined || this.detail === 'headers') return;
    this.line(typeof body === 'string' ? `> ${masked(body)}` : `> (${body.length} bytes)`);
  }

  reply(status: number, headers: Record<string, string>): void {
    this.line(`< ${status}`);
    this.headers('<', headers);
  }

  replyBody(body: Buffer): void {
    if (this.detail === 'bodies' && body.length > 0) this.line(`< ${masked(body.toString('utf8'))}`);
  }

  private headers(mark: string, headers: Record<string, string>): void {
    for (const [name, value] of Object.entries(headers)) {
      this.line(`${mark} ${name}: ${SECRET_HEADER.test(name) ? '***' : value}`);
    }
  }

  private line(text: string): void {
    this.write([...this.secrets].reduce((shown, secret) => shown.replaceAll(secret, '***'), text));
  }
}

function masked(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
  return shown.replaceAll(SECRET_FIELD, '$1***"');
}
