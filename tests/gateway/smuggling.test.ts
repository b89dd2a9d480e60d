import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRaw, startGateway, ways } from './harness.ts';

/** Hidden behind each hostile request; a role that sees it was fed by a second reading. */
const HIDDEN = 'GET /astakos/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';
const BODY = `0\r\n\r\n${HIDDEN}`;

const head = (...lines: string[]): string =>
  `${['POST /astakos/front HTTP/1.1', 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`;

/** Lengths that two readers could take differently. None may bring the hidden request through. */
const corpus: Record<string, string> = {
  'both lengths': head(`Content-Length: ${BODY.length}`, 'Transfer-Encoding: chunked') + BODY,
  'both lengths, other order': head('Transfer-Encoding: chunked', `Content-Length: ${BODY.length}`) + BODY,
  'both lengths, short': head('Content-Length: 4', 'Transfer-Encoding: chunked') + BODY,
  'two lengths': head('Content-Length: 0', `Content-Length: ${BODY.length}`) + BODY,
  'two equal lengths': head('Content-Length: 5', 'Content-Length: 5') + BODY,
  'list of lengths': head('Content-Length: 5, 5') + BODY,
  'length with plus': head('Content-Length: +5') + BODY,
  'length with minus': head('Content-Length: -5') + BODY,
  'hexadecimal length': head('Content-Length: 0x5') + BODY,
  'length with space inside': head('Content-Length: 1 0') + BODY,
  'length with letter': head('Content-Length: 5a') + BODY,
  'length beyond 64 bits': head('Content-Length: 99999999999999999999999') + BODY,
  'length of 2^64': head('Content-Length: 18446744073709551616') + BODY,
  'empty length': head('Content-Length: ') + BODY,
  'length with underscore name': head('Content_Length: 5', 'Content-Length: 5, 0') + BODY,
  'space before colon': head('Content-Length : 5') + BODY,
  'tab before colon': head('Transfer-Encoding\t: chunked') + BODY,
  'folded coding': head('Transfer-Encoding:\r\n chunked') + BODY,
  'folded length': head('Content-Length:\r\n\t5') + BODY,
  'identity after chunked': head('Transfer-Encoding: chunked, identity') + BODY,
  'identity before chunked': head('Transfer-Encoding: identity, chunked') + BODY,
  'two codings': head('Transfer-Encoding: chunked', 'Transfer-Encoding: identity') + BODY,
  'chunked twice': head('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') + BODY,
  'chunked, chunked': head('Transfer-Encoding: chunked, chunked') + BODY,
  'gzip, chunked': head('Transfer-Encoding: gzip, chunked') + BODY,
  xchunked: head('Transfer-Encoding: xchunked') + BODY,
  'quoted chunked': head('Transfer-Encoding: "chunked"') + BODY,
  'chunked with parameter': head('Transfer-Encoding: chunked;q=1') + BODY,
  'chunked with vertical tab': head('Transfer-Encoding: \x0bchunked') + BODY,
  'chunked with NUL': head('Transfer-Encoding: chunked\0') + BODY,
  'identity alone': head('Transfer-Encoding: identity') + BODY,
  'coding with length zero': head('Transfer-Encoding: cow', 'Content-Length: 0') + BODY,
  'bare LF lines': `POST /astakos/front HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n${BODY}`,
  'bare LF once': `POST /astakos/front HTTP/1.1\r\nHost: localhost\nTransfer-Encoding: chunked\r\n\r\n${BODY}`,
  'bare CR in header': head('X: a\rTransfer-Encoding: chunked', `Content-Length: ${BODY.length}`) + BODY,
  'LF ends header block': `POST /astakos/front HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\n${BODY}`,
  'NUL in name': head('X\0Y: z') + BODY,
  'NUL in value': head('X: a\0b') + BODY,
  'header without colon': head('Transfer-Encoding chunked') + BODY,
  'header with empty name': head(': chunked') + BODY,
  'space starts first header': `POST /astakos/front HTTP/1.1\r\n Transfer-Encoding: chunked\r\nHost: localhost\r\n\r\n${BODY}`,
  'HTTP/1.0 with chunked': `POST /astakos/front HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${BODY}`,
  'HTTP/0.9': `GET /astakos/smuggled\r\n\r\n`,
  'HTTP/1.2': head().replace('1.1', '1.2') + BODY,
  'HTTP/2.0': head().replace('1.1', '2.0') + BODY,
  'lower case version': head().replace('HTTP', 'http') + BODY,
  'two spaces in request line': head().replace('POST ', 'POST  ') + BODY,
  'tab in request line': head().replace('POST ', 'POST\t') + BODY,
  'no host': `GET /astakos/front HTTP/1.1\r\n\r\n${HIDDEN}`,
  'two hosts': head('Host: evil.example') + BODY,
  'absolute address': `GET http://localhost/astakos/front HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  'absolute address elsewhere': `GET http://evil.example/astakos/front HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  star: 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  connect: 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'chunk size with plus': head('Transfer-Encoding: chunked') + `+5\r\nabcde\r\n${BODY}`,
  'chunk size 0x5': head('Transfer-Encoding: chunked') + `0x5\r\nabcde\r\n${BODY}`,
  'chunk size beyond 64 bits': head('Transfer-Encoding: chunked') + `fffffffffffffffff\r\nabcde\r\n${BODY}`,
  'chunk without CRLF': head('Transfer-Encoding: chunked') + `5\r\nabcdeX\r\n${BODY}`,
  'chunk size ended by LF': head('Transfer-Encoding: chunked') + `5\nabcde\r\n${BODY}`,
  'chunk extension with LF': head('Transfer-Encoding: chunked') + `5;a\nb\r\nabcde\r\n${BODY}`,
  'negative chunk': head('Transfer-Encoding: chunked') + `-1\r\nabcde\r\n${BODY}`,
  'spaces for chunk size': head('Transfer-Encoding: chunked') + `   \r\nabcde\r\n${BODY}`,
  'unknown method': head().replace('POST', 'SMUGGLE') + BODY,
  'upgrade to h2c': head(
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA',
  ),
};

for (const way of ways) {
  test(`T-G4 of ${Object.keys(corpus).length} ambiguous requests none brings a second one through (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    await Promise.all(
      Object.entries(corpus).map(async ([name, request], index) => {
        const bytes = request.replaceAll('/astakos/', `/astakos/${index}-${encodeURIComponent(name)}/`);
        const raw = await sendRaw(port, Buffer.from(bytes, 'latin1'), 1000);
        const statuses = [...raw.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => match[1]);
        assert.ok(statuses.length <= 1, `${name}: one answer, not ${statuses.join()}`);
        assert.ok(
          statuses.length === 0 || /^[45]/.test(statuses[0]!),
          `${name}: refused, not ${statuses[0]}`,
        );
      }),
    );
    const through = roles.identity.seen.map((record) => `${record.method} ${record.url} ${record.length}`);
    assert.deepEqual(through, [], 'no ambiguous request reached the role whole');
  });

  test(`T-G4 requests that follow one another honestly are answered each in turn (${way})`, async (t) => {
    const { port } = await startGateway(t, { way });
    const one = (n: number): string =>
      `POST /astakos/${n} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc`;
    const raw = await sendRaw(
      port,
      one(1) + one(2) + one(3).replace('Content-Length', 'Connection: close\r\nContent-Length'),
      2000,
    );
    const urls = [...raw.matchAll(/"url":"([^"]*)"/g)].map((match) => match[1]);
    assert.deepEqual(urls, ['/astakos/1', '/astakos/2', '/astakos/3']);
  });

  test(`T-G4 a body that breaks off spoils nobody else's answer (${way})`, async (t) => {
    const { port, base } = await startGateway(t, { way });
    for (let round = 0; round < 10; round += 1) {
      await sendRaw(
        port,
        'POST /astakos/cut HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nGET /astakos/smuggled',
        30,
      );
      const reply = (await (await fetch(`${base}/astakos/after-${round}`)).json()) as { url: string };
      assert.equal(reply.url, `/astakos/after-${round}`);
    }
  });
}
